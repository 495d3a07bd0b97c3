// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

/// The server did not do what the protocol says.
public sealed class VfioUserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VfioUserException(String message) {
        super(message);
    }

    private VfioUserException(String message, Throwable cause) {
        super(message, cause);
    }

    /// It closed the connection.
    public static final class Closed extends VfioUserException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super("the server closed the connection");
        }

        Closed(Throwable cause) {
            super("the server closed the connection", cause);
        }
    }

    /// It answered with an error.
    public static final class Refused extends VfioUserException {
        private static final long serialVersionUID = 1L;

        private final int errno;

        Refused(int command, int errno) {
            super("the server answered command " + command + " with error number " + errno);
            this.errno = errno;
        }

        public int errno() {
            return errno;
        }
    }
}
