// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EAGAIN;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A counter that wakes its waiters (man 2 eventfd); virtqueue kicks and calls are eventfds.
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final MemorySegment ONE = Arena.global().allocate(Long.BYTES, Long.BYTES);

    static {
        ONE.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    private final Fd fd;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);

    private EventFd(Fd fd) {
        this.fd = fd;
    }

    /// A new eventfd at zero, non-blocking.
    public static EventFd create(String name) {
        return new EventFd(
                Fd.own(
                        Fd.check(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", name),
                        name));
    }

    /// Takes ownership of an eventfd that a peer sent, and makes it non-blocking: the peer holds
    /// the same open file and could otherwise make a read or write of ours wait for it.
    ///
    /// @throws LinuxException if it is something else, such as a pipe, whose end of file would be
    ///   reported as readable for ever; the descriptor is closed then
    public static EventFd adopt(Fd fd) {
        try {
            if (!fd.isEventFd()) {
                throw LinuxException.of("eventfd expected", fd.toString(), Errno.EINVAL);
            }
            fd.setNonBlocking();
            return new EventFd(fd);
        } catch (RuntimeException | Error e) {
            fd.discard();
            throw e;
        }
    }

    public Fd fd() {
        return fd;
    }

    /// Adds one, which wakes the waiter. A full counter is no error, because it wakes the waiter
    /// too.
    public void signal() {
        long written = Libc.write(fd.number(), ONE);
        if (written < 0 && written != -EAGAIN) {
            throw LinuxException.of("write", fd.toString(), (int) -written);
        }
    }

    /// Resets the counter. Call from one thread.
    ///
    /// @return the counter's value, 0 if nobody signalled
    public long drain() {
        long read = Libc.read(fd.number(), count);
        if (read == -EAGAIN) {
            return 0;
        }
        Fd.check(read, "read", fd.toString());
        return read == Long.BYTES ? count.get(ValueLayout.JAVA_LONG, 0) : 0;
    }

    @Override
    public void close() {
        fd.close();
    }
}
