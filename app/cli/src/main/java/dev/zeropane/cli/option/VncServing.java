// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.display.Display;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.web.CannotListenException;
import dev.zeropane.display.web.Door;
import dev.zeropane.display.web.VncDisplay;
import dev.zeropane.display.web.VncOptions;
import java.util.OptionalInt;

/// How `--display vnc` is opened.
public final class VncServing {
    private static final System.Logger LOG = System.getLogger(VncServing.class.getName());

    private VncServing() {}

    /// Waits for viewers, and says where.
    ///
    /// @param door where they come in
    /// @param port of the first screen; without one the first that is free
    /// @param input gets what is done to the guest there
    /// @param sizes told which sizes viewers wish
    /// @throws CommandFailedException if that cannot be
    public static Display open(
            Door door, OptionalInt port, int screens, InputSink input, SizeWishes sizes) {
        try {
            VncDisplay display =
                    VncDisplay.open(
                            new VncOptions(door, port, screens, input, sizes), new DisplayFaults());
            for (int i = 0; i < screens; i++) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "VNC viewers %s find %s at vnc://%s"
                                .formatted(
                                        door.lock().isEmpty()
                                                ? "on this machine"
                                                : "that have TLS and the password",
                                        screens == 1 ? "the screen" : "screen " + i,
                                        display.place(i)));
            }
            return display;
        } catch (CannotListenException e) {
            throw new CommandFailedException("--display vnc: " + e.getMessage());
        }
    }
}
