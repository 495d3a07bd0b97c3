// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import java.util.OptionalInt;

/// How screens are served to viewers.
///
/// @param door from where viewers can connect, and what they have to know
/// @param port of the first screen; the next screens have the next ports. Without one it is the
///   first free port from 5900 on. 0 is any that is free
/// @param screens how many there are, at least 1
/// @param input gets what people do to the guest in their viewers, on any thread
/// @param sizes told which sizes viewers wish, on the display's thread; [SizeWishes#NONE] where the
///   guest keeps its own
public record VncOptions(
        Door door, OptionalInt port, int screens, InputSink input, SizeWishes sizes) {
    static final int FIRST_PORT = 5900;
    static final int MAX_PORT = 0xffff;

    /// For viewers on this machine.
    public VncOptions(OptionalInt port, int screens, InputSink input, SizeWishes sizes) {
        this(Door.OF_THIS_MACHINE, port, screens, input, sizes);
    }

    /// @throws IllegalArgumentException if there is no such port, or no screen
    public VncOptions {
        if (screens < 1 || port.orElse(0) < 0 || port.orElse(0) > MAX_PORT) {
            throw new IllegalArgumentException(
                    "no place for " + screens + " screens at port " + port);
        }
    }
}
