// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A connection with its loop on a thread of its own, and the other end of its socket, where the
/// test is the compositor.
final class Rig implements AutoCloseable {
    /// Turns of the loop after which it has handled what was sent before, and what follows of that.
    private static final int TURNS = 5;

    final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    final UnixSocket compositor;

    /// The connection's own end.
    final UnixSocket client;

    final Connection connection;
    private final EventLoop loop = new EventLoop(failures::add);
    private final Thread thread;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 16, Integer.BYTES);

    Rig() {
        List<UnixSocket> pair = UnixSocket.pair("compositor");
        compositor = pair.getFirst();
        client = pair.getLast();
        connection = new Connection(loop, client, ended::add);
        thread = Thread.ofPlatform().start(loop::run);
    }

    /// Runs what uses the connection where it must be, and all that is due then.
    void on(Runnable task) {
        run(task);
        settle();
    }

    private void run(Runnable task) {
        FutureTask<Void> future = new FutureTask<>(task, null);
        loop.post(future);
        try {
            future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                default -> throw new AssertionError(e);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void settle() {
        for (int i = 0; i < TURNS; i++) {
            run(() -> {});
        }
    }

    /// An object as if it had been requested; the first has id 2.
    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> object(
            Interface<R, E> type, Handler<? super E> handler) {
        List<Proxy<R>> made = new ArrayList<>();
        on(() -> made.add(connection.add(type, handler, type.version())));
        return made.getFirst();
    }

    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> object(
            Interface<R, E> type) {
        return object(type, Handler.none());
    }

    /// Sends an event, and waits until it was handled.
    void event(int object, int opcode, Object... arguments) {
        send(Bytes.message(object, opcode, arguments));
    }

    /// Sends bytes, as far as the connection takes them, and waits until they were handled.
    void send(byte[] bytes, Fd... fds) {
        int sent = 0;
        List<Fd> with = List.of(fds);
        try {
            while (sent < bytes.length) {
                int part = (int) Math.min(bytes.length - sent, buffer.byteSize());
                MemorySegment.copy(bytes, sent, buffer, ValueLayout.JAVA_BYTE, 0, part);
                long taken = compositor.send(buffer.asSlice(0, part), with);
                with = taken > 0 ? List.of() : with;
                sent += (int) taken;
                if (taken == 0) {
                    settle();
                }
            }
        } catch (LinuxException.Disconnected e) {
            assertEquals(1, ended.size());
        }
        settle();
    }

    /// All that the connection has sent.
    byte[] received(List<Fd> fds) {
        settle();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (compositor.receive(buffer, fds) == UnixSocket.Received.DATA) {
            all.writeBytes(buffer.asSlice(0, compositor.received()).toArray(ValueLayout.JAVA_BYTE));
        }
        return all.toByteArray();
    }

    void assertReceived(byte[]... messages) {
        assertArrayEquals(Bytes.joined(messages), received(new ArrayList<>()));
    }

    /// The connection has ended, once, for a reason that says `why`.
    void assertEnded(String why) {
        assertEquals(1, ended.size(), ended.toString());
        assertEquals(why, ended.getFirst());
        assertFalse(connection.isOpen());
        assertEquals(List.of(), failures);
    }

    void assertOpen() {
        assertEquals(List.of(), ended);
        assertEquals(List.of(), failures);
    }

    @Override
    public void close() {
        int before = ended.size();
        on(connection::close);
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        loop.close();
        compositor.close();
        assertEquals(before, ended.size(), "ended by close: " + ended);
    }
}
