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

/// An advisory lock for work on a path: a lock on a file beside the path. That file exists only
/// while a process has or wants the lock.
final class PathLock implements AutoCloseable {
    private static final int O_RDWR_CREAT_NOFOLLOW_CLOEXEC = 0x2 | 0x40 | 0x20000 | 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;

    /// Much longer than any process needs the lock.
    private static final Duration LIMIT = Duration.ofSeconds(5);

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
        long end = System.nanoTime() + LIMIT.toNanos();
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
                if (result == 0 && isCurrent(file, fd)) {
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

    /// Whether the path still leads to this file: the previous owner of the lock may have removed
    /// it.
    private static boolean isCurrent(Path file, Fd fd) {
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
                // A file with content belongs to another program.
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // The file stays, and the next process locks it again: an unlocked file harms nobody.
        } finally {
            fd.close();
        }
    }
}
