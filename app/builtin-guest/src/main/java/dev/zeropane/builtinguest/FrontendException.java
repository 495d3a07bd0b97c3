// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// The device at the other end did not do what the specifications say, or the guest ran out of
/// something; the root of this module's failures.
public sealed class FrontendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FrontendException(String message) {
        super(message);
    }

    public FrontendException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Nothing came within the time allowed.
    public static final class TimedOut extends FrontendException {
        private static final long serialVersionUID = 1L;

        public TimedOut(String message) {
            super(message);
        }
    }

    /// The device closed the connection.
    public static final class Closed extends FrontendException {
        private static final long serialVersionUID = 1L;

        public Closed(String message) {
            super(message);
        }
    }

    /// The device used buffers without signalling the call eventfd though it was asked to; a real
    /// guest would hang.
    public static final class LostWakeUp extends FrontendException {
        private static final long serialVersionUID = 1L;

        public LostWakeUp(String message) {
            super(message);
        }
    }

    /// Guest RAM or a ring has no room for what was asked.
    public static final class NoRoom extends FrontendException {
        private static final long serialVersionUID = 1L;

        public NoRoom(String message) {
            super(message);
        }
    }
}
