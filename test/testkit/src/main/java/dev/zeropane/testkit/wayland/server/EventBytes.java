// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.Fd;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.Signature;
import dev.zeropane.wayland.Signature.Argument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// An event put into bytes.
///
/// @param fds closed when they were sent
public record EventBytes(ByteBuffer bytes, List<Fd> fds) {
    /// @param values `Integer`, `Double` (fixed), `String`, `byte[]`, [Resource], `Fd`, in order;
    ///   an object that is none is 0
    public static EventBytes of(int object, Interface<?, ?> type, Message event, Object... values) {
        ByteBuffer bytes = ByteBuffer.allocate(size(values)).order(ByteOrder.nativeOrder());
        List<Fd> fds = new ArrayList<>();
        bytes.position(Wire.HEADER);
        Iterator<Object> next = List.of(values).iterator();
        for (Argument argument : signature(type, event).arguments()) {
            put(bytes, fds, argument, next.next());
        }
        if (next.hasNext()) {
            throw new IllegalArgumentException("too many arguments for " + event);
        }
        bytes.flip();
        bytes.putInt(0, object).putInt(4, bytes.limit() << 16 | event.ordinal());
        return new EventBytes(bytes, fds);
    }

    /// At most.
    private static int size(Object... values) {
        int size = Wire.HEADER;
        for (Object value : values) {
            size += Integer.BYTES;
            if (value instanceof String text) {
                size += 3 * text.length() + Integer.BYTES;
            } else if (value instanceof byte[] content) {
                size += content.length + Integer.BYTES;
            }
        }
        return size;
    }

    static Signature signature(Interface<?, ?> type, Message event) {
        return type.event(event.ordinal());
    }

    private static void put(ByteBuffer bytes, List<Fd> fds, Argument argument, Object value) {
        switch (argument.kind()) {
            case INT, UINT -> bytes.putInt((Integer) value);
            case FIXED -> bytes.putInt((int) Math.round((Double) value * 256));
            case STRING -> blob(bytes, ((String) value + '\0').getBytes(StandardCharsets.UTF_8));
            case ARRAY -> blob(bytes, (byte[]) value);
            case OBJECT, NEW_ID ->
                    bytes.putInt(
                            value instanceof Resource<?, ?> resource
                                    ? resource.id()
                                    : (Integer) value);
            case FD -> fds.add((Fd) value);
        }
    }

    private static void blob(ByteBuffer bytes, byte[] content) {
        bytes.putInt(content.length).put(content);
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
    }
}
