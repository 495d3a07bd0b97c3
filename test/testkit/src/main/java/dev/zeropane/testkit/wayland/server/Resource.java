// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.Signature;
import java.nio.ByteBuffer;

/// An object of a client's, as the compositor has it. Belongs to the compositor's thread.
///
/// @param <R> the requests it takes
/// @param <E> the events it sends
public abstract class Resource<R extends Enum<R> & Message, E extends Enum<E> & Message> {
    private final Client client;
    private final Interface<R, E> type;
    private final int id;
    private final int version;
    private boolean alive = true;

    public Resource(Client client, Interface<R, E> type, int id, int version) {
        this.client = client;
        this.type = type;
        this.id = id;
        this.version = version;
    }

    /// Does what is asked. A destructor's object is destroyed afterwards.
    protected abstract void request(R request, Args args);

    /// A client bound it as a global: sends what it is to know.
    protected void bound() {}

    /// It is gone, by request or with its client: lets go of what it holds.
    protected void destroyed() {}

    /// The output has another scale, [Server#scale120].
    protected void scaleChanged() {}

    /// Asks the client for a sign of life, if objects of this kind do.
    protected void ping(int serial) {}

    public final Client client() {
        return client;
    }

    public final Server server() {
        return client.server();
    }

    final Interface<R, E> type() {
        return type;
    }

    public final int id() {
        return id;
    }

    public final int version() {
        return version;
    }

    public final boolean isAlive() {
        return alive;
    }

    /// @param bytes the request, at its first argument
    final void dispatch(int opcode, ByteBuffer bytes) {
        if (opcode >= type.requests().size()) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_METHOD, this + " has no request " + opcode);
        }
        R request = type.requests().get(opcode);
        Signature signature = type.request(request);
        if (signature.since() > version) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_METHOD,
                    "%s.%s is not in version %d".formatted(this, request.wireName(), version));
        }
        try (Args args = new Args(client, signature.arguments(), bytes)) {
            client.record(this, request.wireName(), args);
            request(request, args);
        }
        if (signature.destructor() && alive) {
            destroy();
        }
    }

    /// Sends an event, if the client's version has it; the rest of its objects are told, too.
    ///
    /// @param values as for [EventBytes#of]
    public final void event(E event, Object... values) {
        Signature signature = EventBytes.signature(type, event);
        if (signature.since() > version) {
            return;
        }
        client.send(EventBytes.of(id, type, event, values));
        if (signature.destructor()) {
            destroy();
        }
    }

    public final void destroy() {
        alive = false;
        client.remove(this);
        destroyed();
    }

    public final ProtocolError error(int code, String message) {
        return new ProtocolError(id, code, message);
    }

    public final ProtocolError notImplemented(R request) {
        return ProtocolError.ofDisplay(
                ProtocolError.IMPLEMENTATION, this + "." + request.wireName() + " is not here");
    }

    @Override
    public String toString() {
        return type.name() + "@" + Integer.toUnsignedString(id);
    }
}
