// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.json.Json;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What a QEMU does with its monitor and its D-Bus display, step by step.
final class FakeQemu implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 0, \"major\": 10},"
                    + " \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n";

    private final UnixSocket monitor;
    private final List<Fd> fds = new ArrayList<>();
    private UnixSocket display;
    private byte[] waiting = new byte[0];
    private final StringBuilder line = new StringBuilder();
    private String mice = "[]";

    FakeQemu(Path monitorPath) {
        monitor = UnixSocket.connect(monitorPath);
    }

    /// Comes as far as a viewer that is let in and knows that there is a screen.
    void join() {
        join(0);
    }

    /// As the other.
    ///
    /// @param screens which there are
    void join(int... screens) {
        say(GREETING);
        assertTrue(command().contains("\"qmp_capabilities\""));
        say("{\"return\": {}}\r\n");
        takeDisplay();
        say("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RESUME\"}\r\n");
        say("{\"return\": {}}\r\n");
        String auth = text();
        assertTrue(auth.matches("\0AUTH EXTERNAL (3[0-9])+\r\n"), auth);
        sayByDbus("OK 0123456789abcdef0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII));
        take("BEGIN\r\n".length());
        answerScreens(screens);
    }

    /// Comes as far as a monitor that takes commands.
    void greet() {
        say(GREETING);
        assertTrue(command().contains("\"qmp_capabilities\""));
        say("{\"return\": {}}\r\n");
    }

    /// Answers which screens there are.
    private void answerScreens(int... ids) {
        Call call = call();
        assertEquals("Get", call.member());
        ByteBuffer body = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        body.put((byte) 2).put("au".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        body.putInt(4 * ids.length);
        for (int id : ids) {
            body.putInt(id);
        }
        sayByDbus(message(2, call.serial(), "v", Arrays.copyOf(body.array(), body.position())));
    }

    /// A method call.
    private record Call(int serial, String member, ByteBuffer body) {}

    private Call call() {
        ByteBuffer header = ByteBuffer.wrap(take(16)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1, header.get(1), "a method call");
        String names = new String(take((header.getInt(12) + 7) & -8), StandardCharsets.ISO_8859_1);
        // Code 3, of a string, with its length before it.
        int at = names.indexOf("\3\1s\0") + 8;
        ByteBuffer body = ByteBuffer.wrap(take(header.getInt(4))).order(ByteOrder.LITTLE_ENDIAN);
        return new Call(header.getInt(8), names.substring(at, names.indexOf('\0', at)), body);
    }

    /// Takes the next call to a keyboard, and answers it: `Press 30`.
    String keyCall() {
        Call call = call();
        answer(call.serial());
        return call.member() + " " + call.body().getInt(0);
    }

    void closeDisplay() {
        display.close();
    }

    /// What `query-mice` is answered with.
    void mice(String json) {
        mice = json;
    }

    /// Serves commands until so many input events have come.
    ///
    /// @return these: `key 30 down`, `btn left up`, `abs x 5`, `rel y -3`
    List<String> inputEvents(int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.addAll(serve());
        }
        assertEquals(count, all.size(), all.toString());
        return all;
    }

    /// Serves commands until this event has come.
    List<String> inputEventsUntil(String last) {
        List<String> all = new ArrayList<>();
        while (!all.contains(last)) {
            all.addAll(serve());
        }
        return all;
    }

    /// Serves commands until none comes for a while.
    List<String> inputEventsUntilQuiet() {
        List<String> all = new ArrayList<>();
        while (monitor.awaitReadable(Duration.ofMillis(300))) {
            all.addAll(serve());
        }
        return all;
    }

    /// Answers one `query-mice`.
    void serveMice() {
        assertEquals(List.of(), serve());
    }

    private List<String> serve() {
        Map<String, Object> command = Json.readObject(command());
        List<String> events = new ArrayList<>();
        if (command.get("execute").equals("query-mice")) {
            say("{\"return\": " + mice + "}\r\n");
            return events;
        }
        assertEquals("input-send-event", command.get("execute"));
        for (Object event : (List<?>) ((Map<?, ?>) command.get("arguments")).get("events")) {
            Map<?, ?> members = (Map<?, ?>) event;
            Map<?, ?> data = (Map<?, ?>) members.get("data");
            String down = Boolean.TRUE.equals(data.get("down")) ? " down" : " up";
            events.add(
                    members.get("type")
                            + " "
                            + switch ((String) members.get("type")) {
                                case "key" -> ((Map<?, ?>) data.get("key")).get("data") + down;
                                case "btn" -> data.get("button") + down;
                                default -> data.get("axis") + " " + data.get("value");
                            });
        }
        say("{\"return\": {}}\r\n");
        return events;
    }

    /// Takes the connection that it is handed, and is asked to use it.
    void takeDisplay() {
        String getfd = command();
        assertTrue(getfd.contains("\"getfd\""), getfd);
        assertEquals(1, fds.size(), getfd);
        display = UnixSocket.adopt(fds.removeFirst());
        say("{\"return\": {}}\r\n");
        String client = command();
        assertTrue(client.contains("\"add_client\""), client);
        assertTrue(client.contains("\"@dbus-display\""), client);
    }

    void say(String line) {
        send(monitor, line.getBytes(StandardCharsets.UTF_8));
    }

    void sayByDbus(byte[] bytes) {
        send(display, bytes);
    }

    private static void send(UnixSocket socket, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy =
                    arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            assertEquals(bytes.length, socket.send(copy, List.of()));
        }
    }

    /// The next line at the monitor.
    String command() {
        while (line.indexOf("\n") < 0) {
            line.append(new String(receive(monitor), StandardCharsets.UTF_8));
        }
        int end = line.indexOf("\n") + 1;
        String command = line.substring(0, end);
        line.delete(0, end);
        return command;
    }

    private String text() {
        return new String(receive(display), StandardCharsets.US_ASCII);
    }

    private byte[] receive(UnixSocket socket) {
        assertTrue(socket.awaitReadable(SOON), "nothing came");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            assertEquals(UnixSocket.Received.DATA, socket.receive(buffer, fds));
            return buffer.asSlice(0, socket.received()).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private byte[] take(int count) {
        while (waiting.length < count) {
            byte[] more = receive(display);
            int old = waiting.length;
            waiting = Arrays.copyOf(waiting, old + more.length);
            System.arraycopy(more, 0, waiting, old, more.length);
        }
        byte[] taken = Arrays.copyOf(waiting, count);
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
        return taken;
    }

    /// Whether a call comes within the time.
    boolean isCalled(Duration limit) {
        return waiting.length > 0 || display.awaitReadable(limit);
    }

    /// A call of `SetUIInfo`.
    ///
    /// @param path of the console
    record Resize(int serial, String path, int widthMm, int width, int height) {}

    /// The next call.
    Resize resize() {
        ByteBuffer header = ByteBuffer.wrap(take(16)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals('l', header.get(0));
        assertEquals(1, header.get(1), "a method call");
        int fields = (header.getInt(12) + 7) & -8;
        String names = new String(take(fields), StandardCharsets.ISO_8859_1);
        assertTrue(names.contains("SetUIInfo\0"), names);
        assertTrue(names.contains("org.qemu.Display1.Console\0"), names);
        assertTrue(names.contains("qqiiuu\0"), names);
        int path = names.indexOf("/org");
        assertEquals(20, header.getInt(4), "qqiiuu take 20 bytes");
        ByteBuffer body = ByteBuffer.wrap(take(20)).order(ByteOrder.LITTLE_ENDIAN);
        return new Resize(
                header.getInt(8),
                names.substring(path, names.indexOf('\0', path)),
                body.getShort(0),
                body.getInt(12),
                body.getInt(16));
    }

    /// Answers a call: its fields are `REPLY_SERIAL`, `SENDER` and `DESTINATION`, its body is
    /// empty.
    void answer(int serial) {
        sayByDbus(message(2, serial, ""));
    }

    /// @param type 2 for an answer, 3 for an error, 4 for a signal
    static byte[] message(int type, int replySerial, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text.isEmpty()
                ? message(type, replySerial, "", bytes)
                : message(
                        type,
                        replySerial,
                        "s",
                        ByteBuffer.allocate(bytes.length + 5)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(bytes.length)
                                .put(bytes)
                                .array());
    }

    private static byte[] message(int type, int replySerial, String signature, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'l').put((byte) type).put((byte) 1).put((byte) 1);
        out.putInt(0).putInt(77).putInt(0);
        out.put((byte) 5).put((byte) 1).put((byte) 'u').put((byte) 0).putInt(replySerial);
        out.put((byte) 7).put((byte) 1).put((byte) 's').put((byte) 0);
        out.putInt(3).put(":1.".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        if (!signature.isEmpty()) {
            out.position((out.position() + 7) & -8);
            out.put((byte) 8).put((byte) 1).put((byte) 'g').put((byte) 0);
            out.put((byte) signature.length());
            out.put(signature.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        }
        out.putInt(4, body.length).putInt(12, out.position() - 16);
        out.position((out.position() + 7) & -8).put(body);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Override
    public void close() {
        monitor.close();
        if (display != null) {
            display.close();
        }
        fds.forEach(Fd::close);
    }
}
