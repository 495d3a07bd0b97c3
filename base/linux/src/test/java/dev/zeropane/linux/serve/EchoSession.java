// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says what it hears, a byte at a time, and fails when it is told to.
final class EchoSession implements PeerSession {
    static final char FAIL = '!';
    static final char FAIL_WRITING = '?';

    private final UnixSocket socket;
    private final EventLoop loop;
    private final Supplier<RuntimeException> failure;
    private final Supplier<Optional<RuntimeException>> closing;
    private final MemorySegment one = Arena.ofAuto().allocate(1);

    /// @param failure what it fails with when it is told to
    /// @param closing what closing fails with, after all was closed
    EchoSession(
            UnixSocket socket,
            EventLoop loop,
            Supplier<RuntimeException> failure,
            Supplier<Optional<RuntimeException>> closing) {
        this.failure = failure;
        this.socket = socket;
        this.loop = loop;
        this.closing = closing;
    }

    @Override
    public Fd fd() {
        return socket.fd();
    }

    @Override
    public boolean receive() {
        UnixSocket.Received outcome = socket.receive(one);
        if (outcome == UnixSocket.Received.DATA) {
            switch ((char) one.get(ValueLayout.JAVA_BYTE, 0)) {
                case FAIL -> throw failure.get();
                case FAIL_WRITING -> loop.wantWrites(socket.fd(), true);
                default -> socket.send(one, List.of());
            }
        }
        return outcome != UnixSocket.Received.END;
    }

    @Override
    public void flush() {
        throw failure.get();
    }

    @Override
    public void close() {
        socket.close();
        closing.get()
                .ifPresent(e -> {
                    throw e;
                });
    }
}
