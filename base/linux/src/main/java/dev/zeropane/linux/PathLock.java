// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EAGAIN;
import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Keeps all who respect it from doing something with a path at the same time: a lock on a file
/// beside it, which is there only while somebody has or wants the lock.
final class PathLock implements AutoCloseable {
    private static final int O_RDWR_CREAT_NOFOLLOW_CLOEXEC = 0x2 | 0x40 | 0x20000 | 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;

    /// Who has it needs it for a moment only.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Fd fd;
    private final Path file;

    private PathLock(Fd fd, Path file) {
        this.fd = fd;
        this.file = file;
    }

    /// Waits for the lock.
    ///
    /// @throws LinuxException EAGAIN if somebody keeps it
    static PathLock of(Path path) {
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Fd fd =
                    Fd.own(
                            Fd.check(
                                    Libc.open(file.toString(), O_RDWR_CREAT_NOFOLLOW_CLOEXEC, 0600),
                                    "open",
                                    file.toString()),
                            file.toString());
            boolean locked = false;
            try {
                int result = Libc.flock(fd.number(), LOCK_EX_NB);
                if (result == 0 && isThere(file, fd)) {
                    locked = true;
                    return new PathLock(fd, file);
                }
                boolean mayPass = result == 0 || result == -EAGAIN || result == -EINTR;
                if (!mayPass || System.nanoTime() - end > 0) {
                    throw LinuxException.of(
                            "flock", file.toString(), result == 0 ? EAGAIN : -result);
                }
            } finally {
                if (!locked) {
                    fd.close();
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Whether the file is still the one at this path: who had the lock has removed it.
    private static boolean isThere(Path file, Fd fd) {
        try {
            return (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                    == fd.id().inode();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (fd.size() == 0) {
                // Else it is somebody else's, who keeps something in it.
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // It stays, and the next takes it over: a file that nobody has locked is in no way.
        } finally {
            fd.close();
        }
    }
}
