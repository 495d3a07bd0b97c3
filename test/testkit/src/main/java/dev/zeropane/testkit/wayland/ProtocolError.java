// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

/// What a client did wrong. It is told in `wl_display.error`, and its connection closed, as by any
/// compositor.
final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Of `wl_display`.
    static final int INVALID_OBJECT = 0;

    static final int INVALID_METHOD = 1;
    static final int IMPLEMENTATION = 3;

    private final int object;
    private final int code;

    ProtocolError(int object, int code, String message) {
        super(message);
        this.object = object;
        this.code = code;
    }

    /// An error of `wl_display` itself.
    static ProtocolError ofDisplay(int code, String message) {
        return new ProtocolError(1, code, message);
    }

    int object() {
        return object;
    }

    int code() {
        return code;
    }
}
