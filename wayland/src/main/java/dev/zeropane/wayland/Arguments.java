package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.wayland.Signature.Argument;
import dev.zeropane.wayland.Signature.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// The arguments of one event, read in order. All were checked when the event came, on a copy that
/// the compositor cannot change, so reading them cannot fail. There is one of a connection.
public final class Arguments {
    private static final int WORD = Integer.BYTES;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;

    private final Connection connection;
    private final ObjectTable objects;
    private final List<Fd> fds = new ArrayList<>();
    private MemorySegment bytes = MemorySegment.NULL;
    private Proxy<?> object;
    private Message event;
    private Signature signature;
    private int next;
    private int nextFd;
    private long at;
    private long end;

    Arguments(Connection connection, ObjectTable objects) {
        this.connection = connection;
        this.objects = objects;
    }

    /// Checks an event's arguments and makes them the ones to be read.
    ///
    /// @param bytes the message, without its header, from `start` to `end`
    /// @param object whose event it is
    /// @param waiting descriptors that came; those of this event are taken, also if it throws
    /// @throws WaylandException if one is wrong, or missing, or too many
    void take(
            MemorySegment bytes,
            long start,
            long end,
            Proxy<?> object,
            int opcode,
            Queue<Fd> waiting) {
        this.bytes = bytes;
        this.end = end;
        this.object = object;
        event = object.type().events().get(opcode);
        signature = object.type().event(opcode);
        at = start;
        for (Argument argument : signature.arguments()) {
            if (argument.kind() == Kind.FD) {
                Fd fd = waiting.poll();
                if (fd == null) {
                    throw wrong("without its descriptor");
                }
                fds.add(fd);
                continue;
            }
            long value = Integer.toUnsignedLong(word());
            switch (argument.kind()) {
                case STRING, ARRAY -> skip(argument, value);
                case OBJECT -> checkObject(argument, (int) value);
                case NEW_ID -> checkNewId((int) value);
                case INT, UINT, FIXED -> {}
                case FD -> throw new AssertionError(argument);
            }
        }
        if (at != end) {
            throw wrong("with %d bytes too many".formatted(end - at));
        }
        next = 0;
        nextFd = 0;
        at = start;
    }

    private int word() {
        if (end - at < WORD) {
            throw wrong("cut short");
        }
        int value = bytes.get(U32, at);
        at += WORD;
        return value;
    }

    private void skip(Argument argument, long length) {
        if (length > end - at || padded(length) > end - at) {
            throw wrong("with %d bytes in it, cut short".formatted(length));
        }
        if (argument.kind() == Kind.STRING) {
            if (length == 0 && !argument.nullable()) {
                throw wrong("without its text");
            }
            if (length > 0 && bytes.get(ValueLayout.JAVA_BYTE, at + length - 1) != 0) {
                throw wrong("with a text that does not end");
            }
        }
        at += padded(length);
    }

    private static long padded(long length) {
        return (length + WORD - 1) & -WORD;
    }

    private void checkObject(Argument argument, int id) {
        // One of any interface is for messages: it may be long gone.
        if (argument.interfaceName().isEmpty()) {
            return;
        }
        if (id == 0) {
            if (!argument.nullable()) {
                throw wrong("without its " + argument.interfaceName());
            }
            return;
        }
        Proxy<?> named =
                objects.find(id)
                        .orElseThrow(() ->
                                wrong(
                                        "about object %s, which does not exist"
                                                .formatted(Integer.toUnsignedString(id))));
        if (!named.type().name().equals(argument.interfaceName())) {
            throw wrong("about " + named);
        }
    }

    private void checkNewId(int id) {
        if (!objects.reserve(id)) {
            throw wrong("with a new id " + Integer.toUnsignedString(id));
        }
    }

    private WaylandException wrong(String what) {
        return new WaylandException(
                "the compositor sent %s.%s %s".formatted(object, event.wireName(), what));
    }

    public int integer() {
        expect(Kind.INT);
        return word();
    }

    /// An id or a word of flags; numbers go through [Integer#toUnsignedLong].
    public int unsigned() {
        expect(Kind.UINT);
        return word();
    }

    public double fixed() {
        expect(Kind.FIXED);
        return word() / 256.0;
    }

    /// Empty if there is none. Bytes that are no UTF-8 become U+FFFD.
    public String string() {
        expect(Kind.STRING);
        long length = Integer.toUnsignedLong(word());
        byte[] text = new byte[(int) Math.max(0, length - 1)];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, text, 0, text.length);
        at += padded(length);
        return new String(text, StandardCharsets.UTF_8);
    }

    /// The object, unless it is none or one that was destroyed here.
    public Optional<Proxy<?>> object() {
        expect(Kind.OBJECT);
        return objects.find(word()).filter(object -> !object.isDestroyed());
    }

    /// The object that the compositor made, of the version of the one whose event this is. One that
    /// is not asked for is of no use: do not destroy what makes objects while an answer is due.
    public <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> newObject(
            Interface<R, E> type, Handler<? super E> handler) {
        expect(Kind.NEW_ID);
        int version = Math.min(object.version(), type.version());
        return connection.add(type, handler, version, word());
    }

    /// An object's id, for messages.
    int objectId() {
        expect(Kind.OBJECT);
        return word();
    }

    /// Skips an argument of any kind.
    public Arguments skip() {
        switch (signature.arguments().get(next).kind()) {
            case INT, UINT, FIXED, OBJECT, NEW_ID -> {
                next++;
                int _ = word();
            }
            case STRING, ARRAY -> {
                next++;
                // First the word, which moves on, too.
                long length = Integer.toUnsignedLong(word());
                at += padded(length);
            }
            case FD -> fd().close();
        }
        return this;
    }

    /// The bytes, valid only during the call.
    public MemorySegment array() {
        expect(Kind.ARRAY);
        long length = Integer.toUnsignedLong(word());
        MemorySegment array = bytes.asSlice(at, length);
        at += padded(length);
        return array;
    }

    /// The array's whole words; what is left over is not looked at.
    public int[] words() {
        MemorySegment array = array();
        return array.asSlice(0, array.byteSize() & -WORD).toArray(U32);
    }

    /// @return owned by the caller. Descriptors that are not asked for are closed after the call
    public Fd fd() {
        expect(Kind.FD);
        return fds.get(nextFd++);
    }

    private void expect(Kind kind) {
        if (signature.arguments().get(next++).kind() != kind) {
            throw new IllegalStateException("argument %d is no %s".formatted(next, kind));
        }
    }

    /// Closes what was not asked for.
    void release() {
        for (Fd fd : fds.subList(nextFd, fds.size())) {
            fd.close();
        }
        fds.clear();
        nextFd = 0;
        bytes = MemorySegment.NULL;
    }
}
