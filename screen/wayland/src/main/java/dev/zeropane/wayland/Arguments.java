// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.wayland.Signature.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// The arguments of one event, read in order. They were all checked when the event arrived, on a
/// copy that the compositor cannot change, so reading them cannot fail. Each connection has one
/// object for all events.
public final class Arguments {
    private final Connection connection;
    private final ObjectTable objects;
    private final EventCheck check;
    private final List<Fd> fds = new ArrayList<>();
    private Body body;
    private Proxy<?> object;
    private Signature signature;
    private int next;
    private int nextFd;

    Arguments(Connection connection, ObjectTable objects) {
        this.connection = connection;
        this.objects = objects;
        this.check = new EventCheck(objects);
    }

    /// Checks an event's arguments, which can then be read until [#release].
    ///
    /// @param object that the event belongs to
    /// @param waiting received descriptors; those of this event are taken out
    /// @throws WaylandException if the arguments do not match the signature
    void take(Body body, Proxy<?> object, int opcode, Queue<Fd> waiting) {
        check.check(body, object, opcode, waiting, fds);
        body.rewind();
        this.body = body;
        this.object = object;
        signature = object.type().event(opcode);
        next = 0;
    }

    public int integer() {
        expect(Kind.INT);
        return body.word();
    }

    /// An id or a word of flags; numbers go through [Integer#toUnsignedLong].
    public int unsigned() {
        expect(Kind.UINT);
        return body.word();
    }

    public double fixed() {
        expect(Kind.FIXED);
        return body.word() / 256.0;
    }

    /// A null string becomes an empty one. Bytes that are not UTF-8 become U+FFFD.
    public String string() {
        expect(Kind.STRING);
        long length = body.unsigned();
        byte[] text = body.take(length).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, 0, Math.max(0, text.length - 1), StandardCharsets.UTF_8);
    }

    /// The object, unless it is null or this client has destroyed it.
    public Optional<Proxy<?>> object() {
        expect(Kind.OBJECT);
        return objects.find(body.word()).filter(object -> !object.isDestroyed());
    }

    /// The object that the compositor made, with the version of the event's object. If this method
    /// is not called, the new object is lost: do not destroy an object while it may still send such
    /// an event.
    public <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> newObject(
            Interface<R, E> type, Handler<? super E> handler) {
        expect(Kind.NEW_ID);
        int version = Math.min(object.version(), type.version());
        return connection.add(type, handler, version, body.word());
    }

    /// An object's id, for error messages.
    int objectId() {
        expect(Kind.OBJECT);
        return body.word();
    }

    /// Skips an argument of any kind.
    public Arguments skip() {
        switch (signature.arguments().get(next).kind()) {
            case INT, UINT, FIXED, OBJECT, NEW_ID -> {
                next++;
                int _ = body.word();
            }
            case STRING, ARRAY -> {
                next++;
                body.skip(body.unsigned());
            }
            case FD -> fd().close();
        }
        return this;
    }

    /// The bytes, valid only during the call.
    public MemorySegment array() {
        expect(Kind.ARRAY);
        return body.take(body.unsigned());
    }

    /// The array's whole words; remaining bytes are ignored.
    public int[] words() {
        MemorySegment array = array();
        return array.asSlice(0, array.byteSize() & -Body.WORD).toArray(ValueLayout.JAVA_INT);
    }

    /// @return owned by the caller. It may be any kind of descriptor, whatever the protocol says.
    ///   Descriptors that are not taken are closed after the call
    public Fd fd() {
        expect(Kind.FD);
        return fds.get(nextFd++);
    }

    private void expect(Kind kind) {
        if (signature.arguments().get(next++).kind() != kind) {
            throw new IllegalStateException("argument %d is no %s".formatted(next, kind));
        }
    }

    /// Closes the descriptors that were not taken.
    void release() {
        for (Fd fd : fds.subList(nextFd, fds.size())) {
            fd.discard();
        }
        fds.clear();
        nextFd = 0;
    }
}
