// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EAGAIN;
import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Passes pages to a socket by reference instead of copying their bytes: `vmsplice` puts them into
/// a pipe, `splice` moves them on (man 2 vmsplice, splice). The receiver sees a page's content at
/// the time of its read, not of the sending. Never waits. One thread.
public final class PagePipe implements AutoCloseable {
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int SPLICE_F_NONBLOCK = 2;

    /// The largest pipe of an unprivileged process (`fs.pipe-max-size`): 256 pages by reference.
    private static final int CAPACITY = 1 << 20;

    private final Fd read;
    private final Fd write;
    private long queued;

    private PagePipe(Fd read, Fd write) {
        this.read = read;
        this.write = write;
    }

    public static PagePipe create(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, 2);
            Fd.check(Libc.pipe2(out, O_NONBLOCK | O_CLOEXEC), "pipe2", name);
            PagePipe pipe =
                    new PagePipe(
                            Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 0), name),
                            Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 1), name));
            // Users with many pipes get EPERM; then the pipe stays small, and takes more calls.
            int _ = Libc.fcntl(pipe.write.number(), F_SETPIPE_SZ, CAPACITY);
            return pipe;
        }
    }

    /// Bytes that are in the pipe.
    public long queued() {
        return queued;
    }

    /// Puts memory into the pipe, from the start of `pieces`.
    ///
    /// @return bytes taken, 0 if the pipe is full
    /// @throws LinuxException EFAULT for memory whose pages cannot be referred to
    public long fill(Gather pieces) {
        long taken;
        do {
            taken =
                    Libc.vmsplice(
                            write.number(), pieces.entries(), pieces.count(), SPLICE_F_NONBLOCK);
        } while (taken == -EINTR);
        if (taken == -EAGAIN) {
            return 0;
        }
        Fd.check(taken, "vmsplice", write.toString());
        queued += taken;
        return taken;
    }

    /// Moves the pipe's content to a socket.
    ///
    /// @return bytes the socket took, 0 if it takes none now
    /// @throws LinuxException.Disconnected if the socket's peer is gone
    /// @throws LinuxException EINVAL where the kernel cannot splice into such a socket
    public long drainTo(UnixSocket socket) {
        long moved;
        do {
            moved = Libc.splice(read.number(), socket.fd().number(), queued, SPLICE_F_NONBLOCK);
        } while (moved == -EINTR);
        if (moved == -EAGAIN) {
            return 0;
        }
        Fd.check(moved, "splice", socket.fd().toString());
        queued -= moved;
        return moved;
    }

    @Override
    public void close() {
        write.close();
        read.close();
    }
}
