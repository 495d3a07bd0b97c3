// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// The compositor did what the protocol does not allow, or said that we did.
public final class WaylandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WaylandException(String message) {
        super(message);
    }
}
