// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// QEMU's side of a D-Bus connection, written without any of the code that it tests.
final class DbusPeer implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final UnixSocket socket;
    private byte[] waiting = new byte[0];

    DbusPeer(UnixSocket socket) {
        this.socket = socket;
    }

    /// A message.
    ///
    /// @param fields strings by their codes
    record Received(
            int type, int serial, int replySerial, Map<Integer, String> fields, ByteBuffer body) {
        String path() {
            return fields.get(1);
        }

        String name() {
            return fields.get(2);
        }

        String member() {
            return fields.get(3);
        }

        String error() {
            return fields.get(4);
        }

        /// The body's first value.
        String text() {
            byte[] text = new byte[body.getInt(0)];
            body.get(4, text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    void letIn() {
        String auth = new String(take(1 + 15), StandardCharsets.US_ASCII);
        assertTrue(auth.startsWith("\0AUTH EXTERNAL "), auth);
        while (take(1)[0] != '\n') {}
        send("OK 0123456789abcdef0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("BEGIN\r\n", new String(take(7), StandardCharsets.US_ASCII));
    }

    Received next() {
        ByteBuffer header = ByteBuffer.wrap(take(16)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals('l', header.get(0));
        assertEquals(1, header.get(3), "version");
        int length = header.getInt(12);
        ByteBuffer in =
                ByteBuffer.wrap(take((length + 7) & -8))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .limit(length);
        Map<Integer, String> fields = new HashMap<>();
        int replySerial = 0;
        while (in.hasRemaining()) {
            in.position((in.position() + 7) & -8);
            int code = in.get();
            assertEquals(1, in.get());
            char type = (char) in.get();
            assertEquals(0, in.get());
            switch (type) {
                case 'u' -> replySerial = in.getInt();
                case 's', 'o' -> fields.put(code, text(in, in.getInt()));
                case 'g' -> fields.put(code, text(in, in.get()));
                default -> throw new AssertionError("field of type " + type);
            }
        }
        ByteBuffer body = ByteBuffer.wrap(take(header.getInt(4))).order(ByteOrder.LITTLE_ENDIAN);
        return new Received(header.get(1), header.getInt(8), replySerial, fields, body);
    }

    private static String text(ByteBuffer in, int length) {
        byte[] text = new byte[length];
        in.get(text);
        assertEquals(0, in.get());
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] take(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(waiting);
        while (all.size() < count) {
            assertTrue(socket.awaitReadable(SOON), "nothing came");
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(1 << 16);
                assertEquals(UnixSocket.Received.DATA, socket.receive(buffer));
                all.writeBytes(buffer.asSlice(0, socket.received()).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        byte[] bytes = all.toByteArray();
        waiting = Arrays.copyOfRange(bytes, count, bytes.length);
        return Arrays.copyOf(bytes, count);
    }

    void send(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy =
                    arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            for (long sent = 0; sent < bytes.length; ) {
                long more = socket.send(copy.asSlice(sent), List.of());
                sent += more;
                if (more == 0) {
                    // The other side reads all the time.
                    Thread.onSpinWait();
                }
            }
        }
    }

    void answer(int serial, String text) {
        send(message(2, serial, text));
    }

    static byte[] message(int type, int replySerial, String text) {
        return new Writer(type, 0, 1000).number(5, replySerial).text(7, ":1.5").end(string(text));
    }

    void refuse(int serial, String name, String text) {
        send(new Writer(3, 0, 1000).text(4, name).number(5, serial).end(string(text)));
    }

    void call(int serial, int flags, String path, String name, String member, String text) {
        send(called(1, flags, serial, path, name, member).end(string(text)));
    }

    void signal(String path, String name, String member, String text) {
        send(called(4, 1, 1000, path, name, member).end(string(text)));
    }

    private static Writer called(
            int type, int flags, int serial, String path, String name, String member) {
        return new Writer(type, flags, serial).text(1, path).text(2, name).text(3, member);
    }

    void answerWithBytes(int serial, int length) {
        send(new Writer(2, 0, 1000).number(5, serial).end(new byte[length]));
    }

    void callWithBytes(int serial, String path, String name, String member, int length) {
        send(called(1, 0, serial, path, name, member).end(new byte[length]));
    }

    private static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length + 1)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static final class Writer {
        private final ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

        private Writer(int type, int flags, int serial) {
            out.put((byte) 'l').put((byte) type).put((byte) flags).put((byte) 1);
            out.putInt(0).putInt(serial).putInt(0);
        }

        private Writer begin(int code, char type) {
            out.position((out.position() + 7) & -8);
            out.put((byte) code).put((byte) 1).put((byte) type).put((byte) 0);
            return this;
        }

        private Writer number(int code, int value) {
            begin(code, 'u').out.putInt(value);
            return this;
        }

        private Writer text(int code, String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            begin(code, code == 1 ? 'o' : 's').out.putInt(bytes.length).put(bytes).put((byte) 0);
            return this;
        }

        /// Values with the signature of one string.
        private byte[] end(byte[] body) {
            begin(8, 'g').out.put((byte) 1).put((byte) 's').put((byte) 0);
            out.putInt(4, body.length).putInt(12, out.position() - 16);
            int head = (out.position() + 7) & -8;
            byte[] all = Arrays.copyOf(out.array(), head + body.length);
            System.arraycopy(body, 0, all, head, body.length);
            return all;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
