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

/// An owned file descriptor. One object owns the number and closes it, once; to pass it on, use
/// [#dup] or [#take].
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

    /// Takes ownership of `number`; `name` is its name in messages.
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
    /// @throws LinuxException.NotFound if it does not exist
    /// @throws LinuxException.NotPermitted if permissions (EACCES) or a sandbox (EPERM) forbid it
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

    /// Where procfs has the open file, for calls that want a path: it leads to this very file,
    /// whatever is at the path by which it was opened.
    public Path inProcfs() {
        return Path.of("/proc/self/fd", Integer.toString(number()));
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

    /// Makes reads and writes return at once where they would wait. Affects every descriptor of the
    /// same open file, the peer's included.
    void setNonBlocking() {
        int flags = check(Libc.fcntl(number(), F_GETFL, 0), "fcntl(F_GETFL)", name);
        check(Libc.fcntl(number(), F_SETFL, flags | O_NONBLOCK), "fcntl(F_SETFL)", name);
    }

    /// Makes reads and writes wait, the opposite of [#setNonBlocking].
    void setBlocking() {
        int flags = check(Libc.fcntl(number(), F_GETFL, 0), "fcntl(F_GETFL)", name);
        check(Libc.fcntl(number(), F_SETFL, flags & ~O_NONBLOCK), "fcntl(F_SETFL)", name);
    }

    /// Allocates the file's memory or blocks for these bytes now, so that touching them later
    /// cannot fail for lack of room. Existing content stays.
    ///
    /// @throws LinuxException.LimitReached if there is no room
    public void allocate(long offset, long length) {
        if (length == 0) {
            // The kernel answers EINVAL to a length of 0.
            return;
        }
        int result = Libc.fallocate(number(), 0, offset, length);
        while (result == -EINTR) {
            result = Libc.fallocate(number(), 0, offset, length);
        }
        check(result, "fallocate of " + length + " bytes at " + offset, name);
    }

    /// The identity of the file. Two descriptors of one memfd have equal ids.
    public FileId id() {
        Statx stat = stat();
        return new FileId(stat.deviceMajor() << 32 | stat.deviceMinor(), stat.inode());
    }

    /// Length of the file in bytes, now.
    public long size() {
        return stat().size();
    }

    /// Reads bytes of the file from `offset` on, independent of the file's position. This is the
    /// safe way to read a file that another process may truncate: a mapping of it could fault.
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

    /// Waits until the descriptor is readable (POLLIN): for a thread with nothing else to do. Other
    /// threads use an [EventLoop].
    ///
    /// @return whether it is so within the time
    public boolean awaitReadable(Duration limit) {
        return poll(POLLIN, limit);
    }

    /// As [#awaitReadable], but until it is writable.
    public boolean awaitWritable(Duration limit) {
        return poll(POLLOUT, limit);
    }

    /// Waits until a pipe or socket has no reader any more: for a thread with nothing else to do.
    ///
    /// @return whether it is so within the time
    public boolean awaitReaderGone(Duration limit) {
        // No events: poll always reports POLLERR and POLLHUP.
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
                // Rounded up, so that a short wait does not become none.
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

    /// The type of the file's file system, a `..._MAGIC` number of `<linux/magic.h>`.
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

    /// The seals of a memfd; empty for a file that cannot be sealed.
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

    /// Closes a descriptor that a peer made, of any kind of file. Closing may wait for a file
    /// system: unless the kind of file is known not to wait, another thread closes it, soon.
    public void discard() {
        if (closesAtOnce()) {
            close();
            return;
        }
        int fd = number.getAndSet(CLOSED);
        if (fd != CLOSED) {
            Discarded.add(fd);
        }
    }

    /// Whether it is of a kind that peers have reason to send and that closes at once: memory, an
    /// eventfd or a pipe. Asks only the kernel, no file system.
    private boolean closesAtOnce() {
        if (!isOpen() || Libc.fcntl(number(), F_GET_SEALS, 0) >= 0) {
            return true;
        }
        try {
            return kind().equals(EVENTFD) || isPipe();
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether it is an end of a pipe without a path. Asks only the kernel, no file system.
    boolean isPipe() {
        try {
            return kind().startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /// Its name in procfs: a path, or for a file without one a name such as `pipe:[1]`.
    private String kind() throws IOException {
        return Files.readSymbolicLink(inProcfs()).toString();
    }

    @Override
    public void close() {
        int fd = number.getAndSet(CLOSED);
        if (fd == CLOSED) {
            return;
        }
        // Whatever the call returns, Linux has closed the descriptor (man 2 close). EBADF, the one
        // error that would be a bug of ours, cannot happen because of the object's own state.
        int _ = Libc.close(fd);
    }

    @Override
    public String toString() {
        return name;
    }
}
