// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import java.util.Map;

/// Linux error numbers, as in `<asm-generic/errno.h>` (the same on x86-64 and aarch64).
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int EPROTO = 71;
    public static final int EBADFD = 77;
    public static final int ENOTSOCK = 88;
    public static final int EADDRINUSE = 98;
    public static final int ECONNRESET = 104;
    public static final int ENOTCONN = 107;
    public static final int ETOOMANYREFS = 109;
    public static final int ECONNREFUSED = 111;

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(EPERM, "EPERM (operation not permitted)"),
                    Map.entry(ENOENT, "ENOENT (no such file or directory)"),
                    Map.entry(EINTR, "EINTR (interrupted)"),
                    Map.entry(ENXIO, "ENXIO (no such device or address)"),
                    Map.entry(EBADF, "EBADF (bad file descriptor)"),
                    Map.entry(EAGAIN, "EAGAIN (try again)"),
                    Map.entry(ENOMEM, "ENOMEM (out of memory)"),
                    Map.entry(EACCES, "EACCES (permission denied)"),
                    Map.entry(EFAULT, "EFAULT (bad address)"),
                    Map.entry(EBUSY, "EBUSY (in use)"),
                    Map.entry(EEXIST, "EEXIST (file exists)"),
                    Map.entry(ENODEV, "ENODEV (no such device)"),
                    Map.entry(ENOTDIR, "ENOTDIR (not a directory)"),
                    Map.entry(EISDIR, "EISDIR (is a directory)"),
                    Map.entry(EINVAL, "EINVAL (invalid argument)"),
                    Map.entry(ENFILE, "ENFILE (too many open files in the system)"),
                    Map.entry(EMFILE, "EMFILE (too many open files; see ulimit -n)"),
                    Map.entry(ENOTTY, "ENOTTY (no such ioctl for this file)"),
                    Map.entry(ENOSPC, "ENOSPC (no space left)"),
                    Map.entry(ESPIPE, "ESPIPE (no file to seek in)"),
                    Map.entry(EROFS, "EROFS (read-only file system)"),
                    Map.entry(EPIPE, "EPIPE (peer is gone)"),
                    Map.entry(ENAMETOOLONG, "ENAMETOOLONG (name too long)"),
                    Map.entry(ENOSYS, "ENOSYS (function not implemented)"),
                    Map.entry(ELOOP, "ELOOP (too many symbolic links)"),
                    Map.entry(EPROTO, "EPROTO (not what was agreed)"),
                    Map.entry(ENOTSOCK, "ENOTSOCK (no socket of the kind expected)"),
                    Map.entry(EBADFD, "EBADFD (file descriptor in bad state)"),
                    Map.entry(EADDRINUSE, "EADDRINUSE (address in use)"),
                    Map.entry(ECONNRESET, "ECONNRESET (peer reset the connection)"),
                    Map.entry(ENOTCONN, "ENOTCONN (not connected)"),
                    Map.entry(ETOOMANYREFS, "ETOOMANYREFS (too many descriptors in flight)"),
                    Map.entry(ECONNREFUSED, "ECONNREFUSED (nobody listens there)"));

    private Errno() {}

    /// Name and meaning of an error number, for messages; unknown numbers keep their number.
    public static String describe(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }
}
