// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.*;

/// A system call failed. The message names the operation, the object it was tried on and the error
/// number; the error numbers a caller acts upon have a type of their own.
public sealed class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    private LinuxException(String operation, String object, int errno) {
        super(operation + " on " + object + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    /// The kernel's error number.
    public int errno() {
        return errno;
    }

    /// The exception of the type that `errno` calls for.
    public static LinuxException of(String operation, String object, int errno) {
        return switch (errno) {
            case EPERM, EACCES -> new NotPermitted(operation, object, errno);
            case ENOENT, ENODEV, ENOTDIR -> new NotFound(operation, object, errno);
            case ENOMEM, EMFILE, ENFILE, ENOSPC, ETOOMANYREFS ->
                    new LimitReached(operation, object, errno);
            case EPIPE, ECONNRESET, ENOTCONN, ECONNREFUSED ->
                    new Disconnected(operation, object, errno);
            default -> new LinuxException(operation, object, errno);
        };
    }

    /// EPERM or EACCES: permissions, seals or a sandbox forbid the call.
    public static final class NotPermitted extends LinuxException {
        private static final long serialVersionUID = 1L;

        private NotPermitted(String operation, String object, int errno) {
            super(operation, object, errno);
        }
    }

    /// ENOENT, ENODEV or ENOTDIR: the object does not exist.
    public static final class NotFound extends LinuxException {
        private static final long serialVersionUID = 1L;

        private NotFound(String operation, String object, int errno) {
            super(operation, object, errno);
        }
    }

    /// ENOMEM, EMFILE, ENFILE, ENOSPC or ETOOMANYREFS: a limit of the process or host is reached.
    public static final class LimitReached extends LinuxException {
        private static final long serialVersionUID = 1L;

        private LimitReached(String operation, String object, int errno) {
            super(operation, object, errno);
        }
    }

    /// EPIPE, ECONNRESET, ENOTCONN or ECONNREFUSED: nobody is at the other end.
    public static final class Disconnected extends LinuxException {
        private static final long serialVersionUID = 1L;

        private Disconnected(String operation, String object, int errno) {
            super(operation, object, errno);
        }
    }
}
