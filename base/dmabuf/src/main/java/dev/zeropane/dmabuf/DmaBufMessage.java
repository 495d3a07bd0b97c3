// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One byte and one descriptor: the kernel passes no descriptors without bytes.
final class DmaBufMessage {
    private DmaBufMessage() {}

    static void send(Fd fd, UnixSocket socket, Duration limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            long end = System.nanoTime() + limit.toNanos();
            while (socket.send(one, List.of(fd)) == 0) {
                await(socket.fd().awaitWritable(left(end)), "sendmsg", socket);
            }
        }
    }

    static Fd receive(UnixSocket socket, Duration limit) {
        List<Fd> fds = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            long end = System.nanoTime() + limit.toNanos();
            while (true) {
                switch (socket.receive(one, fds)) {
                    case DATA -> {
                        return only(fds);
                    }
                    case END ->
                            throw LinuxException.of(
                                    "recvmsg", socket.fd().toString(), Errno.ECONNRESET);
                    case NOTHING -> await(socket.awaitReadable(left(end)), "recvmsg", socket);
                }
            }
        }
    }

    private static Fd only(List<Fd> fds) {
        if (fds.size() != 1) {
            fds.forEach(Fd::close);
            throw new WrongDescriptorException(
                    "the peer sent " + fds.size() + " descriptors where one dma-buf was due");
        }
        return fds.getFirst();
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }

    private static void await(boolean ready, String operation, UnixSocket socket) {
        if (!ready) {
            throw LinuxException.of(operation, socket.fd().toString(), Errno.EAGAIN);
        }
    }
}
