// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// A protocol object. Belongs to the connection's thread.
///
/// @param <R> its requests
public final class Proxy<R extends Enum<R> & Message> {
    private final Connection connection;
    private final Interface<R, ?> type;
    private final Dispatcher dispatcher;
    private final int id;
    private final int version;
    private boolean destroyed;

    /// Passes events on with their type, which the connection does not know.
    interface Dispatcher {
        void dispatch(int opcode, Arguments arguments);

        void givenUp();
    }

    Proxy(Connection connection, Interface<R, ?> type, Dispatcher dispatcher, int id, int version) {
        this.connection = connection;
        this.type = type;
        this.dispatcher = dispatcher;
        this.id = id;
        this.version = version;
    }

    int id() {
        return id;
    }

    /// The object's version, which both sides support.
    public int version() {
        return version;
    }

    /// Whether the object's version has a request.
    public boolean has(R request) {
        return type.request(request).since() <= version;
    }

    Interface<R, ?> type() {
        return type;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /// Whether a destructor was sent or received: its handler gets no events any more.
    public boolean isDestroyed() {
        return destroyed;
    }

    void destroyed() {
        destroyed = true;
    }

    /// Begins a request; the arguments follow in the specification's order, then
    /// [RequestWriter#send]. Only one request is written at a time.
    ///
    /// @throws IllegalStateException if the object is destroyed, or its version lacks the request
    public RequestWriter request(R request) {
        if (destroyed || !has(request)) {
            throw new IllegalStateException(
                    "%s.%s: %s"
                            .formatted(
                                    this,
                                    request.wireName(),
                                    destroyed ? "destroyed" : "not in version " + version));
        }
        return connection.begin(this, request);
    }

    /// Sends a request with a `new_id`, which makes another object with this object's version.
    ///
    /// @param arguments the other arguments, in order: `Integer`, `Double` (fixed), `String`,
    ///   [Proxy], `Fd`
    /// @throws IllegalStateException as [#request]
    public <C extends Enum<C> & Message, E extends Enum<E> & Message> Proxy<C> create(
            R request, Interface<C, E> type, Handler<? super E> handler, Object... arguments) {
        RequestWriter writer = request(request);
        Proxy<C> created = connection.add(type, handler, Math.min(version, type.version()));
        writer.arguments(created, arguments);
        writer.send();
        return created;
    }

    @Override
    public String toString() {
        return type.name() + "@" + Integer.toUnsignedString(id);
    }
}
