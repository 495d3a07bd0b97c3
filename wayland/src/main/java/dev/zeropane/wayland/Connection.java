package dev.zeropane.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlDisplay;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/// A connection to a compositor. It and its objects belong to the thread of the loop it was opened
/// for, on which all events are handled.
///
/// The compositor is not trusted: every length, id and descriptor it sends is checked, and one that
/// breaks the protocol, or does not read what it is sent, loses the connection. Then `ended` is
/// called, once, and requests have no effect any more; nothing throws.
public final class Connection implements AutoCloseable {
    /// So that a compositor that sends without end leaves other handlers of the loop their turn.
    private static final int RECEIVES_PER_TURN = 16;

    private final EventLoop loop;
    private final UnixSocket socket;
    private final Consumer<String> ended;
    private final ObjectTable objects = new ObjectTable();
    private final Arguments arguments = new Arguments(this, objects);
    private final RequestWriter writer = new RequestWriter(this);
    private final Incoming in = new Incoming();
    private final Outgoing out = new Outgoing();
    private final Runnable flush = this::scheduledFlush;
    private final Proxy<WlDisplay.Request> display;
    private boolean flushScheduled;
    private boolean waitsForRoom;
    private boolean closed;

    /// Takes ownership of the socket.
    ///
    /// @param ended told why, when the connection ends otherwise than by [#close]
    public Connection(EventLoop loop, UnixSocket socket, Consumer<String> ended) {
        this.loop = loop;
        this.socket = socket;
        this.ended = ended;
        this.display = add(WlDisplay.INTERFACE, this::display, WlDisplay.INTERFACE.version());
        loop.watch(socket.fd(), this::readable, this::flush);
    }

    /// The first object.
    public Proxy<WlDisplay.Request> display() {
        return display;
    }

    /// Has `done` called when the compositor has handled everything requested so far.
    public void sync(Runnable done) {
        Proxy<NoMessage> _ =
                display.create(WlDisplay.Request.SYNC, WlCallback.INTERFACE, (_, _) -> done.run());
    }

    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> add(
            Interface<R, E> type, Handler<? super E> handler, int version) {
        return put(objects.next(), type, handler, version);
    }

    /// An object that the compositor made.
    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> adopt(
            int id, Interface<R, E> type, Handler<? super E> handler) {
        return put(id, type, handler, type.version());
    }

    private <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> put(
            int id, Interface<R, E> type, Handler<? super E> handler, int version) {
        Proxy.Dispatcher dispatcher =
                (opcode, arguments) -> handler.handle(type.events().get(opcode), arguments);
        Proxy<R> object = new Proxy<>(this, type, dispatcher, id, version);
        objects.put(object);
        return object;
    }

    RequestWriter begin(Proxy<?> target, Message request) {
        return writer.begin(target, request);
    }

    void enqueue(MemorySegment message, int length, List<Fd> fds) {
        if (closed) {
            return;
        }
        if (!out.hasRoom(length, fds.size())) {
            flush();
            if (closed) {
                return;
            }
            if (!out.hasRoom(length, fds.size())) {
                fail("the compositor does not read what it is sent");
                return;
            }
        }
        try {
            out.add(message, length, fds);
        } catch (LinuxException e) {
            fail(e.getMessage());
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

    /// Sends what was requested so far, as far as the socket has room; the rest follows.
    public void flush() {
        if (closed) {
            return;
        }
        try {
            waitForRoom(!out.send(socket));
        } catch (LinuxException.Disconnected e) {
            // Why may be among the events that were not read yet.
            waitForRoom(false);
            readable();
            fail("the compositor ended the connection");
        } catch (LinuxException e) {
            fail(e.getMessage());
        }
    }

    private void waitForRoom(boolean wait) {
        if (wait != waitsForRoom) {
            waitsForRoom = wait;
            loop.wantWrites(socket.fd(), wait);
        }
    }

    private void readable() {
        try {
            UnixSocket.Received received = UnixSocket.Received.DATA;
            for (int i = 0;
                    i < RECEIVES_PER_TURN && !closed && received == UnixSocket.Received.DATA;
                    i++) {
                received = in.receive(socket, this::event);
            }
            if (received == UnixSocket.Received.END) {
                fail("the compositor ended the connection");
            }
        } catch (LinuxException.Disconnected e) {
            fail("the compositor ended the connection");
        } catch (LinuxException | WaylandException e) {
            fail(e.getMessage());
        }
    }

    private void event(int id, int opcode, MemorySegment bytes, Queue<Fd> fds) {
        if (closed) {
            return;
        }
        Proxy<?> object =
                objects.find(id)
                        .orElseThrow(() ->
                                new WaylandException(
                                        "the compositor sent an event of object %d, which does not exist"
                                                .formatted(Integer.toUnsignedLong(id))));
        if (opcode >= object.type().events().size()) {
            throw new WaylandException(
                    "the compositor sent event %d of %s, which has none such"
                            .formatted(opcode, object));
        }
        Signature signature = object.type().event(opcode);
        try {
            take(object, opcode, bytes, fds);
            if (!object.isDestroyed()) {
                if (signature.destructor()) {
                    object.destroyed();
                }
                object.dispatcher().dispatch(opcode, arguments);
            }
        } finally {
            arguments.release();
        }
    }

    private void take(Proxy<?> object, int opcode, MemorySegment bytes, Queue<Fd> fds) {
        try {
            arguments.take(bytes, object.type().event(opcode), fds);
        } catch (WaylandException e) {
            throw new WaylandException(
                    "the compositor sent %s.%s %s"
                            .formatted(
                                    object,
                                    object.type().events().get(opcode).wireName(),
                                    e.getMessage()));
        }
    }

    private void display(WlDisplay.Event event, Arguments arguments) {
        switch (event) {
            case ERROR -> {
                int id = arguments.objectId();
                int code = arguments.unsigned();
                Optional<Proxy<?>> object = objects.find(id);
                fail(
                        "the compositor reports error %d of %s: %s"
                                .formatted(
                                        Integer.toUnsignedLong(code),
                                        object.map(Proxy::toString).orElse("object " + id),
                                        arguments.string()));
            }
            case DELETE_ID -> objects.delete(arguments.unsigned());
        }
    }

    private void fail(String reason) {
        if (!closed) {
            close();
            ended.accept(reason);
        }
    }

    /// Whether requests have an effect.
    public boolean isOpen() {
        return !closed;
    }

    /// Ends it; `ended` is not called.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            loop.unwatch(socket.fd());
            in.close();
            out.close();
            socket.close();
        }
    }
}
