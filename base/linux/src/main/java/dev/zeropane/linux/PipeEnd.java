// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EAGAIN;
import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// An end of a pipe whose reads and writes never wait (man 7 pipe). One thread.
public final class PipeEnd implements AutoCloseable {
    /// What [#read] returns when all of the other ends are closed.
    public static final long END = -1;

    private static final int O_CLOEXEC = 0x80000;

    private final Fd fd;

    private PipeEnd(Fd fd) {
        this.fd = fd;
        fd.setNonBlocking();
    }

    /// A new pipe.
    ///
    /// @param read our end
    /// @param write for another process; its writes wait for room, as a pipe's do
    public record Pipe(PipeEnd read, Fd write) {}

    /// Makes a pipe to read from.
    ///
    /// @param name in messages
    public static Pipe toRead(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, 2);
            Fd.check(Libc.pipe2(out, O_CLOEXEC), "pipe2", name);
            return new Pipe(
                    new PipeEnd(Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 0), name)),
                    Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 1), name));
        }
    }

    /// The end of a pipe that a peer sent.
    ///
    /// @param fd is taken
    /// @return nothing if it is no pipe, as a write to what else it may be could wait for long;
    ///   then it is closed
    public static Optional<PipeEnd> of(Fd fd) {
        if (!fd.isPipe()) {
            fd.discard();
            return Optional.empty();
        }
        return Optional.of(new PipeEnd(fd));
    }

    /// For an [EventLoop], which calls `readable` also for an end that nobody reads any more.
    public Fd fd() {
        return fd;
    }

    /// Reads what is there.
    ///
    /// @param buffer a native segment
    /// @return bytes read; 0 if there are none now; [#END]
    public long read(MemorySegment buffer) {
        long count;
        do {
            count = Libc.read(fd.number(), buffer);
        } while (count == -EINTR);
        if (count == -EAGAIN) {
            return 0;
        }
        return Fd.check(count, "read", fd.toString()) == 0 ? END : count;
    }

    /// Writes as much as there is room for.
    ///
    /// @param bytes a native segment
    /// @return bytes written; 0 if there is no room now
    /// @throws LinuxException.Disconnected if nobody reads any more
    public long write(MemorySegment bytes) {
        long count;
        do {
            count = Libc.write(fd.number(), bytes);
        } while (count == -EINTR);
        return count == -EAGAIN ? 0 : Fd.check(count, "write", fd.toString());
    }

    @Override
    public void close() {
        fd.close();
    }
}
