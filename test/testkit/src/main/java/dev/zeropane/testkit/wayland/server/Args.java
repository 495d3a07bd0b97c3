// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import static dev.zeropane.testkit.wayland.server.ProtocolError.INVALID_METHOD;
import static dev.zeropane.testkit.wayland.server.ProtocolError.INVALID_OBJECT;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.wayland.Signature.Argument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The arguments of one request: decoded and checked before it is handled, then taken in order.
public final class Args implements AutoCloseable {
    private final List<Object> values = new ArrayList<>();
    private int taken;

    /// A new object's id.
    private record NewId(int id) {}

    /// No object where one may be left out.
    private record None() {}

    /// @param bytes the request, at its first argument
    Args(Client client, List<Argument> arguments, ByteBuffer bytes) {
        try {
            for (Argument argument : arguments) {
                values.add(decode(client, argument, bytes));
            }
            if (bytes.hasRemaining()) {
                throw invalid(bytes.remaining() + " bytes too many");
            }
        } catch (ProtocolError e) {
            closeFds(values);
            throw e;
        }
    }

    private static Object decode(Client client, Argument argument, ByteBuffer bytes) {
        return switch (argument.kind()) {
            case INT, UINT -> word(bytes);
            case FIXED -> word(bytes) / 256.0;
            case OBJECT -> object(client, argument, word(bytes));
            case NEW_ID -> new NewId(client.checkNewId(word(bytes)));
            case STRING -> text(blob(bytes));
            case ARRAY -> blob(bytes);
            case FD ->
                    Optional.ofNullable(client.wire().fds().poll())
                            .orElseThrow(() -> invalid("its descriptor is missing"));
        };
    }

    private static int word(ByteBuffer bytes) {
        need(bytes, Integer.BYTES);
        return bytes.getInt();
    }

    private static byte[] blob(ByteBuffer bytes) {
        int length = word(bytes);
        if (length < 0) {
            throw invalid("a length of " + Integer.toUnsignedString(length));
        }
        int padded = (int) Math.min((length + 3L) / 4 * 4, Integer.MAX_VALUE);
        need(bytes, padded);
        byte[] content = new byte[length];
        bytes.get(bytes.position(), content);
        bytes.position(bytes.position() + padded);
        return content;
    }

    private static String text(byte[] content) {
        if (content.length == 0 || content[content.length - 1] != 0) {
            throw invalid("a string without its end");
        }
        return new String(content, 0, content.length - 1, StandardCharsets.UTF_8);
    }

    private static void need(ByteBuffer bytes, int count) {
        if (bytes.remaining() < count) {
            throw invalid("it is cut short");
        }
    }

    private static Object object(Client client, Argument argument, int id) {
        if (id == 0) {
            if (!argument.nullable()) {
                throw ProtocolError.ofDisplay(INVALID_OBJECT, "no object where there must be one");
            }
            return new None();
        }
        Resource<?, ?> resource = client.resource(id);
        if (!argument.interfaceName().isEmpty()
                && !argument.interfaceName().equals(resource.type().name())) {
            throw ProtocolError.ofDisplay(
                    INVALID_OBJECT, resource + ", not a " + argument.interfaceName());
        }
        return resource;
    }

    private static ProtocolError invalid(String what) {
        return ProtocolError.ofDisplay(INVALID_METHOD, what);
    }

    /// An `int` or `uint`.
    public int integer() {
        return (Integer) values.get(taken++);
    }

    public double fixed() {
        return (Double) values.get(taken++);
    }

    public String text() {
        return (String) values.get(taken++);
    }

    public int newId() {
        return ((NewId) values.get(taken++)).id();
    }

    /// Four of them: x, y, width, height.
    public Rect rect() {
        return new Rect(integer(), integer(), integer(), integer());
    }

    public <T extends Resource<?, ?>> T object(Class<T> type) {
        return type.cast(values.get(taken++));
    }

    public <T extends Resource<?, ?>> Optional<T> objectOrNone(Class<T> type) {
        Object value = values.get(taken++);
        return value instanceof None ? Optional.empty() : Optional.of(type.cast(value));
    }

    /// @return owned by the caller
    public Fd fd() {
        return (Fd) values.get(taken++);
    }

    /// Closes descriptors that were not taken.
    @Override
    public void close() {
        closeFds(values.subList(taken, values.size()));
    }

    private static void closeFds(List<Object> values) {
        for (Object value : values) {
            if (value instanceof Fd fd) {
                fd.close();
            }
        }
    }

    /// For the record of requests.
    @Override
    public String toString() {
        return values.stream().map(Args::show).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String show(Object value) {
        return switch (value) {
            case NewId created -> "new " + created.id();
            case None _ -> "none";
            case byte[] content -> content.length + " bytes";
            case String text -> '"' + text + '"';
            default -> value.toString();
        };
    }
}
