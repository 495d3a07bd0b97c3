// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A client's end of Wayland, as bytes: enough for a window that shows a buffer. Written for the
/// tests of compositors, so that what is tested there rests on nothing of ours.
///
/// A message is two words, the object's id, and size in bytes << 16 | opcode, then its arguments.
/// One thread.
final class WaylandWire implements AutoCloseable {
    private static final int HEADER = 8;
    private static final int WL_DISPLAY = 1;
    private static final int WL_DISPLAY_ERROR = 0;
    private static final int WL_DISPLAY_SYNC = 0;
    private static final int WL_CALLBACK_DONE = 0;
    private static final int MAX_MESSAGE = 1 << 16;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(MAX_MESSAGE);
    private final UnixSocket socket;
    private int lastId = WL_DISPLAY;

    /// What the compositor says of an object.
    ///
    /// @param arguments at the first one; valid until the next event is received
    record Event(int object, int opcode, ByteBuffer arguments) {
        boolean is(int object, int opcode) {
            return this.object == object && this.opcode == opcode;
        }

        /// Takes the next argument, a string.
        String string() {
            byte[] bytes = new byte[arguments.getInt() - 1]; // a NUL follows
            arguments.get(bytes);
            arguments.position(arguments.position() + padded(bytes.length + 1) - bytes.length);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    WaylandWire(Path path) {
        socket = UnixSocket.connect(path);
    }

    /// The id for an object that the next request makes: ids have no gaps.
    int newId() {
        return ++lastId;
    }

    /// Sends a request.
    ///
    /// @param arguments integers and strings
    void send(int object, int opcode, Object... arguments) {
        send(List.of(), object, opcode, arguments);
    }

    /// Sends a request whose arguments are descriptors too, which stay the caller's.
    void send(List<Fd> fds, int object, int opcode, Object... arguments) {
        ByteBuffer message = buffer.asByteBuffer().order(ByteOrder.nativeOrder());
        message.position(HEADER);
        for (Object argument : arguments) {
            if (argument instanceof String string) {
                byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
                message.putInt(bytes.length + 1).put(bytes);
                message.put(new byte[padded(bytes.length + 1) - bytes.length]);
            } else {
                message.putInt((Integer) argument);
            }
        }
        message.putInt(0, object).putInt(Integer.BYTES, message.position() << 16 | opcode);
        // The socket has room for the few there are.
        if (socket.send(buffer.asSlice(0, message.position()), fds) != message.position()) {
            throw new AssertionError("the compositor does not read");
        }
    }

    /// Waits for the next event.
    Event receive() {
        read(0, HEADER);
        ByteBuffer message = buffer.asByteBuffer().order(ByteOrder.nativeOrder());
        int object = message.getInt();
        int sizeAndOpcode = message.getInt();
        int size = sizeAndOpcode >>> 16;
        read(HEADER, size);
        Event event = new Event(object, sizeAndOpcode & 0xFFFF, message.limit(size));
        if (event.is(WL_DISPLAY, WL_DISPLAY_ERROR)) {
            int culprit = message.getInt();
            int code = message.getInt();
            throw new AssertionError(
                    "object " + culprit + ": error " + code + ", " + event.string());
        }
        return event;
    }

    /// Handles events until the compositor has handled all requests.
    void handleUntilDone(Consumer<Event> handler) {
        int callback = newId();
        send(WL_DISPLAY, WL_DISPLAY_SYNC, callback);
        Event event = receive();
        while (!event.is(callback, WL_CALLBACK_DONE)) {
            handler.accept(event);
            event = receive();
        }
    }

    private void read(int from, int to) {
        List<Fd> fds = new ArrayList<>();
        int at = from;
        while (at < to) {
            switch (socket.receive(buffer.asSlice(at, to - at), fds)) {
                case DATA -> at += Math.toIntExact(socket.received());
                case END -> throw new AssertionError("the compositor ended the connection");
                case NOTHING -> {
                    if (!socket.awaitReadable(LIMIT)) {
                        throw new AssertionError("the compositor is silent");
                    }
                }
            }
        }
        fds.forEach(Fd::close);
    }

    private static int padded(int length) {
        return (length + 3) & -4;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
