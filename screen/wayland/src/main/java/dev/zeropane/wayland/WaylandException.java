// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// The compositor broke the protocol, or reported a protocol error of the client.
public final class WaylandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WaylandException(String message) {
        super(message);
    }
}
