// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.util.OptionalInt;

/// Where the page is served.
///
/// @param door where browsers come in
/// @param port without one it is the first free port from 8006 on. 0 is any that is free
public record WebOptions(WebDoor door, OptionalInt port) {
    static final int FIRST_PORT = 8006;

    private static final int MAX_PORT = 0xffff;

    /// For browsers on this machine.
    public WebOptions(OptionalInt port) {
        this(new WebDoor.OfThisMachine(), port);
    }

    /// @throws IllegalArgumentException if there is no such port
    public WebOptions {
        if (port.orElse(0) < 0 || port.orElse(0) > MAX_PORT) {
            throw new IllegalArgumentException("no port " + port.getAsInt());
        }
    }
}
