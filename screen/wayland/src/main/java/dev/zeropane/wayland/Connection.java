// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlDisplay;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/// A connection to a compositor. It and its objects belong to the thread of its loop, which handles
/// all events.
///
/// The compositor is not trusted: every length, id and descriptor it sends is checked. The
/// connection ends if the compositor breaks the protocol or does not read requests. Then `ended` is
/// called, once, and later requests have no effect; nothing throws.
public final class Connection implements AutoCloseable {
    private final Wire wire;
    private final ObjectTable objects = new ObjectTable();
    private final Arguments arguments = new Arguments(this, objects);
    private final RequestWriter writer = new RequestWriter(this);
    private final Proxy<WlDisplay.Request> display;
    private Optional<String> blamed = Optional.empty();

    /// Takes ownership of the socket.
    ///
    /// @param ended called with the reason when the connection ends without [#close]: a line of
    ///   text without control characters. Called by the loop, never within a request or [#flush]
    public Connection(EventLoop loop, UnixSocket socket, Consumer<String> ended) {
        this.wire = new Wire(loop, socket, this::event, ended);
        this.display = add(WlDisplay.INTERFACE, this::display, WlDisplay.INTERFACE.version());
    }

    /// The `wl_display`, the first object.
    public Proxy<WlDisplay.Request> display() {
        return display;
    }

    /// Calls `done` when the compositor has handled all requests so far.
    public void sync(Runnable done) {
        Proxy<NoMessage> _ =
                display.create(WlDisplay.Request.SYNC, WlCallback.INTERFACE, new Done(done));
    }

    /// Makes an object with an id of the client's range; the next request tells the compositor of
    /// it.
    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> add(
            Interface<R, E> type, Handler<? super E> handler, int version) {
        if (objects.isFull()) {
            wire.endSoon("the compositor keeps the ids of objects that are gone");
        }
        return add(type, handler, version, objects.next());
    }

    <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> add(
            Interface<R, E> type, Handler<? super E> handler, int version, int id) {
        Proxy.Dispatcher dispatcher =
                new Proxy.Dispatcher() {
                    @Override
                    public void dispatch(int opcode, Arguments arguments) {
                        handler.handle(type.events().get(opcode), arguments);
                    }

                    @Override
                    public void givenUp() {
                        handler.givenUp();
                    }
                };
        Proxy<R> object = new Proxy<>(this, type, dispatcher, id, version);
        objects.put(object);
        return object;
    }

    RequestWriter begin(Proxy<?> target, Message request) {
        return writer.begin(target, request);
    }

    void enqueue(MemorySegment message, int length, List<Fd> fds) {
        wire.enqueue(message, length, fds);
    }

    /// Sends the requests so far, as far as the socket has room; the rest follows later.
    public void flush() {
        wire.flush();
    }

    private void event(int id, int opcode, Body body, Queue<Fd> fds) {
        if (wire.isClosed()) {
            return;
        }
        Proxy<?> object =
                objects.find(id)
                        .orElseThrow(() ->
                                new WaylandException(
                                        "the compositor sent an event of object %s, which does not exist"
                                                .formatted(Integer.toUnsignedString(id))));
        if (opcode >= object.type().events().size()) {
            throw new WaylandException(
                    "the compositor sent event %d of %s, which has none such"
                            .formatted(opcode, object));
        }
        try {
            arguments.take(body, object, opcode, fds);
            if (!object.isDestroyed()) {
                if (object.type().event(opcode).destructor()) {
                    object.destroyed();
                }
                object.dispatcher().dispatch(opcode, arguments);
            }
        } finally {
            arguments.release();
        }
    }

    private void display(WlDisplay.Event event, Arguments arguments) {
        switch (event) {
            case ERROR -> {
                int id = arguments.objectId();
                Optional<Proxy<?>> found = objects.find(id);
                blamed = found.map(proxy -> proxy.type().name());
                String object =
                        found.map(Proxy::toString).orElse("object " + Integer.toUnsignedString(id));
                String code = Integer.toUnsignedString(arguments.unsigned());
                wire.end(
                        "the compositor reports error %s of %s: %s"
                                .formatted(code, object, arguments.string()));
            }
            case DELETE_ID ->
                    objects.delete(arguments.unsigned())
                            .ifPresent(object -> object.dispatcher().givenUp());
        }
    }

    /// The interface of the object that the compositor named in `wl_display.error`, if it sent one.
    public Optional<String> blamed() {
        return blamed;
    }

    /// Whether requests still have an effect.
    public boolean isOpen() {
        return wire.isOpen();
    }

    /// Ends the connection without calling `ended`.
    @Override
    public void close() {
        wire.close();
    }
}
