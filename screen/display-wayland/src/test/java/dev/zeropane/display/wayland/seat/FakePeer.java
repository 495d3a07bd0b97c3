// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.Signature;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlDisplay;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlRegistry;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.WlTouch;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeDeviceV1;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeManagerV1;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A connection with its loop on a thread of its own, and the compositor's end of it: writes down
/// what is requested, and sends the events it is told to.
final class FakePeer implements AutoCloseable {
    private static final Map<String, Interface<?, ?>> INTERFACES = new HashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static {
        Stream.of(
                        WlBuffer.INTERFACE,
                        WlCallback.INTERFACE,
                        WlCompositor.INTERFACE,
                        WlKeyboard.INTERFACE,
                        WlPointer.INTERFACE,
                        WlRegistry.INTERFACE,
                        WlSeat.INTERFACE,
                        WlShm.INTERFACE,
                        WlShmPool.INTERFACE,
                        WlSurface.INTERFACE,
                        WlTouch.INTERFACE,
                        WpCursorShapeDeviceV1.INTERFACE,
                        WpCursorShapeManagerV1.INTERFACE,
                        WpViewport.INTERFACE,
                        WpViewporter.INTERFACE)
                .forEach(type -> INTERFACES.put(type.name(), type));
    }

    private final EventLoop loop = new EventLoop(this::failed);
    private final UnixSocket socket;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 16);
    private final Map<Integer, Interface<?, ?>> objects = new HashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    final Connection connection;
    final Globals globals;

    /// Descriptors that came, in their order.
    final Queue<Fd> fds = new ArrayDeque<>();

    FakePeer() {
        List<UnixSocket> pair = UnixSocket.pair("wayland");
        socket = pair.get(1);
        objects.put(1, WlDisplay.INTERFACE);
        connection = new Connection(loop, pair.get(0), failures::add);
        Thread.ofPlatform().name("loop").start(this::serve);
        globals = call(() -> new Globals(connection, new NoListener()));
    }

    private static final class NoListener implements Globals.Listener {
        @Override
        public void added(Globals.Global global) {}

        @Override
        public void removed(Globals.Global global) {}
    }

    private void serve() {
        loop.run();
        stopped.complete(null);
    }

    private void failed(Throwable failure) {
        failures.add(failure.toString());
    }

    /// Runs something on the connection's thread.
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.post(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return 0;
        });
    }

    /// What was requested since the last time.
    List<String> requests() {
        run(connection::flush);
        List<Fd> received = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        while (socket.receive(buffer, received) == UnixSocket.Received.DATA) {
            ByteBuffer bytes =
                    buffer.asSlice(0, socket.received())
                            .asByteBuffer()
                            .order(ByteOrder.nativeOrder());
            while (bytes.hasRemaining()) {
                requests.add(request(bytes));
            }
        }
        fds.addAll(received);
        checkFailures();
        return requests;
    }

    private String request(ByteBuffer bytes) {
        int id = bytes.getInt();
        Interface<?, ?> type = objects.get(id);
        Message request = type.requests().get(bytes.getInt() & 0xFFFF);
        StringJoiner text =
                new StringJoiner(
                        ", ", type.name() + "@" + id + "." + request.wireName() + "(", ")");
        String lastString = "";
        for (Signature.Argument argument : type.request(request).arguments()) {
            switch (argument.kind()) {
                case INT, UINT -> text.add(Integer.toString(bytes.getInt()));
                case FIXED -> text.add(Double.toString(bytes.getInt() / 256.0));
                case STRING -> {
                    byte[] string = new byte[(bytes.getInt() + 3) & -4];
                    bytes.get(string);
                    lastString = new String(string, StandardCharsets.UTF_8).split("\0", -1)[0];
                    text.add(lastString);
                }
                case OBJECT -> {
                    int object = bytes.getInt();
                    text.add(object == 0 ? "none" : objects.get(object) + "@" + object);
                }
                case NEW_ID -> {
                    int created = bytes.getInt();
                    String name = argument.interfaceName();
                    objects.put(created, INTERFACES.get(name.isEmpty() ? lastString : name));
                    text.add(objects.get(created) + "@" + created);
                }
                case FD -> text.add("fd");
                case ARRAY -> throw new AssertionError(argument);
            }
        }
        return text.toString();
    }

    /// Sends an event, and waits until it is handled.
    ///
    /// @param object such as `wl_seat@3`
    /// @param arguments numbers, objects like that, arrays of words, or descriptors
    void event(String object, Message event, Object... arguments) {
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        List<Fd> sent = new ArrayList<>();
        for (Object argument : arguments) {
            switch (argument) {
                case Integer number -> word(words, number);
                case Double number -> word(words, (int) (number * 256));
                case String name -> word(words, id(name));
                case int[] array -> {
                    word(words, array.length * Integer.BYTES);
                    for (int word : array) {
                        word(words, word);
                    }
                }
                case Fd fd -> sent.add(fd);
                default -> throw new AssertionError(argument);
            }
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        word(message, id(object));
        word(message, (words.size() + 8) << 16 | event.ordinal());
        message.writeBytes(words.toByteArray());
        byte[] bytes = message.toByteArray();
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        socket.send(buffer.asSlice(0, bytes.length), sent);
        awaitRead();
        run(() -> {});
        checkFailures();
    }

    private void awaitRead() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!socket.isAllReceived()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("an event is not read");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void word(ByteArrayOutputStream bytes, int word) {
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(word)
                        .array());
    }

    private static int id(String object) {
        return Integer.parseInt(object.substring(object.indexOf('@') + 1));
    }

    /// Whatever the connection or a handler complained of.
    private void checkFailures() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures);
        }
    }

    @Override
    public void close() {
        run(connection::close);
        loop.stop();
        stopped.join();
        loop.close();
        socket.close();
        fds.forEach(Fd::close);
        checkFailures();
    }
}
