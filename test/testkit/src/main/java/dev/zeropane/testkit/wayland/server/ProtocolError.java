// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

/// What a client did wrong. It is told in `wl_display.error`, and its connection closed, as by any
/// compositor.
public final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Of `wl_display`.
    public static final int INVALID_OBJECT = 0;

    static final int INVALID_METHOD = 1;
    public static final int IMPLEMENTATION = 3;

    private final int object;
    private final int code;

    public ProtocolError(int object, int code, String message) {
        super(message);
        this.object = object;
        this.code = code;
    }

    /// An error of `wl_display` itself.
    public static ProtocolError ofDisplay(int code, String message) {
        return new ProtocolError(1, code, message);
    }

    public int object() {
        return object;
    }

    public int code() {
        return code;
    }
}
