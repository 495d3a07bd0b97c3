// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Printable;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/// Sends and receives messages over the socket, and ends the connection. Belongs to the loop's
/// thread.
final class Wire implements AutoCloseable {
    /// A limit, so that the loop's other handlers get their turn while a compositor sends without
    /// end.
    private static final int RECEIVES_PER_TURN = 16;

    private static final String ENDED = "the compositor ended the connection";

    private final EventLoop loop;
    private final UnixSocket socket;
    private final Consumer<String> ended;
    private final Incoming in;
    private final Outgoing out = new Outgoing();
    private final Runnable flush = this::scheduledFlush;
    private boolean flushScheduled;
    private boolean waitsForRoom;
    private boolean ending;
    private boolean closed;

    /// Takes ownership of the socket.
    ///
    /// @param ended called once with the reason, unless [#close] comes first; the reason is a
    ///   printable line
    Wire(EventLoop loop, UnixSocket socket, Incoming.Receiver events, Consumer<String> ended) {
        this.loop = loop;
        this.socket = socket;
        this.ended = ended;
        this.in = new Incoming(events);
        loop.watch(socket.fd(), this::readable, this::flush);
    }

    /// Queues a message, to be sent at the end of the loop's turn.
    void enqueue(MemorySegment message, int length, List<Fd> fds) {
        if (ending) {
            return;
        }
        if (!out.hasRoom(length, fds.size())) {
            flush();
            if (ending) {
                return;
            }
            if (!out.hasRoom(length, fds.size())) {
                endSoon("the compositor does not read what it is sent");
                return;
            }
        }
        try {
            out.add(message, length, fds);
        } catch (LinuxException e) {
            endSoon(e.getMessage());
            return;
        }
        if (!flushScheduled) {
            flushScheduled = true;
            loop.post(flush);
        }
    }

    private void scheduledFlush() {
        flushScheduled = false;
        flush();
    }

    /// Sends queued messages, as far as the socket has room; the rest follows later.
    void flush() {
        if (ending) {
            return;
        }
        try {
            waitForRoom(!out.send(socket));
        } catch (LinuxException.Disconnected e) {
            endSoon(ENDED);
        } catch (LinuxException e) {
            endSoon(e.getMessage());
        }
    }

    private void waitForRoom(boolean wait) {
        if (wait != waitsForRoom) {
            waitsForRoom = wait;
            loop.wantWrites(socket.fd(), wait);
        }
    }

    /// Ends the connection for a reason on the sending side, after handling what was received so
    /// far: it may contain the compositor's own reason. Ends it later, as this may be called while
    /// an event is handled.
    void endSoon(String reason) {
        if (ending) {
            return;
        }
        ending = true;
        loop.post(() -> {
            readable();
            end(reason);
        });
    }

    private void readable() {
        try {
            UnixSocket.Received received = UnixSocket.Received.DATA;
            for (int i = 0;
                    i < RECEIVES_PER_TURN && !closed && received == UnixSocket.Received.DATA;
                    i++) {
                received = in.receive(socket);
            }
            if (received == UnixSocket.Received.END) {
                end(ENDED);
            }
        } catch (LinuxException.Disconnected e) {
            end(ENDED);
        } catch (LinuxException | WaylandException e) {
            end(e.getMessage());
        } catch (RuntimeException | Error e) {
            // The handler has a bug, so the state of its objects is unknown. The loop reports the
            // failure.
            end("an event could not be handled: " + e);
            throw e;
        }
    }

    /// Ends the connection now: nothing is received or sent any more.
    void end(String reason) {
        if (!closed) {
            close();
            ended.accept(Printable.of(reason));
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// Whether queued messages will be sent.
    boolean isOpen() {
        return !ending;
    }

    @Override
    public void close() {
        ending = true;
        if (!closed) {
            closed = true;
            loop.unwatch(socket.fd());
            in.close();
            out.close();
            socket.close();
        }
    }
}
