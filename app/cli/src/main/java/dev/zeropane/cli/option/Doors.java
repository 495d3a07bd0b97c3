// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import dev.zeropane.display.web.Door;
import dev.zeropane.display.web.http.WebDoor;
import java.util.OptionalInt;

/// Where to listen.
///
/// @param vnc for VNC viewers
/// @param web for browsers
/// @param port where no display names one
public record Doors(Door vnc, WebDoor web, OptionalInt port) {
    /// For people on this machine.
    static final Doors OF_THIS_MACHINE =
            new Doors(Door.OF_THIS_MACHINE, new WebDoor.OfThisMachine(), OptionalInt.empty());

    /// @param own the one that a display names
    public OptionalInt port(OptionalInt own) {
        return own.isPresent() ? own : port;
    }
}
