// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// An object of the compositor's. Belongs to the connection's thread.
///
/// @param <R> its requests
public final class Proxy<R extends Enum<R> & Message> {
    private final Connection connection;
    private final Interface<R, ?> type;
    private final Dispatcher dispatcher;
    private final int id;
    private final int version;
    private boolean destroyed;

    /// Knows the events' type, which the connection does not.
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

    /// The version that was agreed on.
    public int version() {
        return version;
    }

    /// Whether its interface has a request in the version that was agreed on.
    public boolean has(R request) {
        return type.request(request).since() <= version;
    }

    Interface<R, ?> type() {
        return type;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /// Whether a destructor was sent or received: it hears nothing any more.
    public boolean isDestroyed() {
        return destroyed;
    }

    void destroyed() {
        destroyed = true;
    }

    /// Begins a request; the arguments follow in the specification's order, then
    /// [RequestWriter#send]. One is written at a time.
    ///
    /// @throws IllegalStateException if the object is gone, or has no such request in its version
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

    /// Sends the request whose `new_id` makes another object, of this one's version.
    ///
    /// @param arguments the others, in order: `Integer`, `Double` (fixed), `String`, [Proxy], `Fd`
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
