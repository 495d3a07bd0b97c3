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

/// What goes over the socket, both ways, and how that ends. Belongs to the thread of the loop.
final class Wire implements AutoCloseable {
    /// So that a compositor that sends without end leaves other handlers of the loop their turn.
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
    /// @param ended told why, once, unless [#close] comes first; in a line fit for a log
    Wire(EventLoop loop, UnixSocket socket, Incoming.Receiver events, Consumer<String> ended) {
        this.loop = loop;
        this.socket = socket;
        this.ended = ended;
        this.in = new Incoming(events);
        loop.watch(socket.fd(), this::readable, this::flush);
    }

    /// Has a message sent at the end of the loop's turn.
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

    /// Sends what there is, as far as the socket has room; the rest follows.
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

    /// Ends it for a reason on the sending side, after what was received so far: the compositor's
    /// own reason may be among that. Not at once, as this may be called from the middle of an event
    /// that is being handled.
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
            // A handler is broken, and with it what depends on its events. The loop reports it.
            end("an event could not be handled: " + e);
            throw e;
        }
    }

    /// Ends it now: nothing is received or sent any more.
    void end(String reason) {
        if (!closed) {
            close();
            ended.accept(Printable.of(reason));
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// Whether what is enqueued will be sent.
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
