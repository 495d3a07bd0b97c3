// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import dev.zeropane.linux.raw.PollFd;
import dev.zeropane.linux.raw.StatFs;
import dev.zeropane.linux.raw.Statx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// An owned file descriptor. One object owns the number and closes it, once; to pass it on, give a
/// [#dup] or [#take] it away.
///
/// Safe from any thread, but a close while another thread is inside a call on it is the caller's
/// bug, as with the kernel's own descriptors.
public final class Fd implements AutoCloseable {
    private static final int F_GETFD = 1;
    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int FD_CLOEXEC = 1;
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO_SIZE = 0x100 | 0x200;
    private static final long HUGETLBFS_MAGIC = 0x958458f6L;
    private static final int CLOSED = -1;
    private static final String EVENTFD = "anon_inode:[eventfd]";

    private final AtomicInteger number;
    private final String name;

    private Fd(int number, String name) {
        this.number = new AtomicInteger(number);
        this.name = name;
    }

    /// Takes ownership of `number`; `name` says in messages what it is.
    static Fd own(int number, String name) {
        return new Fd(number, name);
    }

    /// Takes ownership of a descriptor that this process was started with, such as QEMU's and
    /// libvirt's `--fd=N`.
    ///
    /// @throws LinuxException if no such descriptor is open
    public static Fd inherited(int number) {
        String name = "inherited fd " + number;
        int flags = check(Libc.fcntl(number, F_GETFD, 0), "fcntl(F_GETFD)", name);
        check(Libc.fcntl(number, F_SETFD, flags | FD_CLOEXEC), "fcntl(F_SETFD)", name);
        return new Fd(number, name);
    }

    /// Opens a file or device.
    ///
    /// @throws LinuxException.NotFound if there is none
    /// @throws LinuxException.NotPermitted if rights (EACCES) or a sandbox (EPERM) forbid it
    public static Fd open(Path path, Mapping.Access access) {
        int flags = access == Mapping.Access.READ ? O_RDONLY : O_RDWR;
        return own(
                check(Libc.open(path.toString(), flags | O_CLOEXEC, 0), "open", path.toString()),
                path.toString());
    }

    /// The result of a call, or its exception if it is a negated error number.
    static int check(int result, String operation, String object) {
        if (result < 0) {
            throw LinuxException.of(operation, object, -result);
        }
        return result;
    }

    static long check(long result, String operation, String object) {
        if (result < 0) {
            throw LinuxException.of(operation, object, (int) -result);
        }
        return result;
    }

    /// The kernel's number, for a raw call made now.
    int number() {
        int fd = number.get();
        if (fd == CLOSED) {
            throw new IllegalStateException(name + " is closed");
        }
        return fd;
    }

    /// A second, independently owned descriptor of the same open file.
    public Fd dup() {
        return new Fd(
                check(Libc.fcntl(number(), F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)", name),
                name);
    }

    /// Gives ownership away: the result owns the descriptor, this object is closed.
    public Fd take() {
        int fd = number.getAndSet(CLOSED);
        if (fd == CLOSED) {
            throw new IllegalStateException(name + " is closed");
        }
        return new Fd(fd, name);
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /// Whether it is an eventfd; only its name in procfs tells.
    boolean isEventFd() {
        try {
            return kind().equals(EVENTFD);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell what " + name + " is", e);
        }
    }

    /// Makes reads and writes return at once where they would wait. Holds for every descriptor of
    /// the same open file, the peer's own included.
    void setNonBlocking() {
        int flags = check(Libc.fcntl(number(), F_GETFL, 0), "fcntl(F_GETFL)", name);
        check(Libc.fcntl(number(), F_SETFL, flags | O_NONBLOCK), "fcntl(F_SETFL)", name);
    }

    /// Makes reads and writes wait, the opposite of [#setNonBlocking].
    void setBlocking() {
        int flags = check(Libc.fcntl(number(), F_GETFL, 0), "fcntl(F_GETFL)", name);
        check(Libc.fcntl(number(), F_SETFL, flags & ~O_NONBLOCK), "fcntl(F_SETFL)", name);
    }

    /// Has the file's memory or blocks for these bytes given to it now, so that touching them later
    /// cannot fail for want of room. What is there already stays as it is.
    ///
    /// @throws LinuxException.LimitReached if there is no room
    public void allocate(long offset, long length) {
        if (length == 0) {
            // Which the kernel takes for a mistake.
            return;
        }
        int result = Libc.fallocate(number(), 0, offset, length);
        while (result == -EINTR) {
            result = Libc.fallocate(number(), 0, offset, length);
        }
        check(result, "fallocate of " + length + " bytes at " + offset, name);
    }

    /// Which file it is and how long. Two descriptors of one memfd have equal ids.
    public FileId id() {
        Statx stat = stat();
        return new FileId(stat.deviceMajor() << 32 | stat.deviceMinor(), stat.inode());
    }

    /// Length of the file in bytes, now.
    public long size() {
        return stat().size();
    }

    /// Reads bytes of the file from `offset` on, wherever the file's own position is. Of a file
    /// that somebody else may shorten this is the safe way to read: a mapping of it could fault.
    ///
    /// @param buffer a native segment
    /// @return bytes read, fewer than asked for at the end of the file
    public long read(MemorySegment buffer, long offset) {
        long total = 0;
        while (total < buffer.byteSize()) {
            long count = Libc.pread(number(), buffer.asSlice(total), offset + total);
            if (count == -EINTR) {
                continue;
            }
            check(count, "pread", name);
            if (count == 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    /// Waits until a read, or what the kind of file counts as one, would not wait: for a thread
    /// with nothing else to do. Others use an [EventLoop].
    ///
    /// @return whether it is so within the time
    public boolean awaitReadable(Duration limit) {
        return poll(POLLIN, limit);
    }

    /// As [#awaitReadable], for a write.
    public boolean awaitWritable(Duration limit) {
        return poll(POLLOUT, limit);
    }

    /// Waits until nobody can read any more what is written here, to a pipe or socket: for a thread
    /// with nothing else to do.
    ///
    /// @return whether it is so within the time
    public boolean awaitReaderGone(Duration limit) {
        // POLLERR and POLLHUP, which are always told.
        return poll(0, limit);
    }

    private boolean poll(int events, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(PollFd.SIZE, Integer.BYTES);
            new PollFd(number(), events).write(entry);
            int result;
            do {
                long nanos = Math.max(0, end - System.nanoTime());
                // Rounded up, but no wait stays none.
                long millis = Math.ceilDiv(nanos, 1_000_000L);
                result = Libc.poll(entry, 1, (int) Math.min(millis, Integer.MAX_VALUE));
            } while (result == -EINTR && System.nanoTime() - end < 0);
            return result != -EINTR && check(result, "poll", name) > 0;
        }
    }

    private Statx stat() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(Statx.SIZE, Long.BYTES);
            MemorySegment empty = arena.allocate(1);
            check(Libc.statx(number(), empty, AT_EMPTY_PATH, STATX_INO_SIZE, out), "statx", name);
            return Statx.read(out);
        }
    }

    /// The unit in which this file can be mapped, in bytes: the huge page size for a file on
    /// hugetlbfs, else the system's page size.
    public long mappingUnit() {
        StatFs system = statFs();
        return system.type() == HUGETLBFS_MAGIC ? system.blockSize() : Mapping.PAGE_SIZE;
    }

    /// Which file system the file is on, a `..._MAGIC` number of `<linux/magic.h>`.
    public long fileSystem() {
        return statFs().type();
    }

    private StatFs statFs() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(StatFs.SIZE, Long.BYTES);
            check(Libc.fstatfs(number(), out), "fstatfs", name);
            return StatFs.read(out);
        }
    }

    /// The seals of a memfd, or nothing for a file that can have none.
    public Optional<Seals> seals() {
        int result = Libc.fcntl(number(), F_GET_SEALS, 0);
        return result < 0 ? Optional.empty() : Optional.of(new Seals(result));
    }

    /// Adds seals, for good.
    public void addSeals(Seals seals) {
        check(Libc.fcntl(number(), F_ADD_SEALS, seals.bits()), "fcntl(F_ADD_SEALS)", name);
    }

    /// Sets the length in bytes.
    public void truncate(long length) {
        check(Libc.ftruncate(number(), length), "ftruncate to " + length, name);
    }

    /// Closes a descriptor that somebody else made, whatever it is of: the close of a file may wait
    /// for its file system. Unless it is known not to, it happens on another thread, soon.
    public void discard() {
        if (isKnown()) {
            close();
            return;
        }
        int fd = number.getAndSet(CLOSED);
        if (fd != CLOSED) {
            Discarded.add(fd);
        }
    }

    /// Whether it is of a kind that peers have reason to send, and that waits for nobody: memory,
    /// an eventfd or a pipe. Asks nobody but the kernel.
    private boolean isKnown() {
        if (!isOpen() || Libc.fcntl(number(), F_GET_SEALS, 0) >= 0) {
            return true;
        }
        try {
            String kind = kind();
            return kind.equals(EVENTFD) || kind.startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /// What procfs calls it: a path, or something that does not begin as one.
    private String kind() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number())).toString();
    }

    @Override
    public void close() {
        int fd = number.getAndSet(CLOSED);
        if (fd == CLOSED) {
            return;
        }
        // Whatever it answers, Linux has closed the descriptor (man 2 close); the one error that
        // could be ours, EBADF, the object's own state rules out.
        int _ = Libc.close(fd);
    }

    @Override
    public String toString() {
        return name;
    }
}
