// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.qemu.peer.PeerStream;
import dev.zeropane.qemu.peer.QemuPeerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// QEMU's monitor (QMP): a line of JSON for each command and each answer, with a greeting at first
/// and events in between. Commands are executed one at a time, in their order. Belongs to the
/// loop's thread.
final class Monitor implements AutoCloseable {
    /// Far longer than any line of QEMU's.
    private static final int MAX_LINE = 1 << 20;

    /// How a command ended.
    sealed interface Outcome {
        /// @param value whatever the command returns
        record Done(Object value) implements Outcome {}

        /// @param error what QEMU says; it may contain any characters
        record Refused(String error) implements Outcome {}
    }

    private record Command(String line, List<Fd> fds, Consumer<Outcome> done) {}

    private final PeerStream stream;
    private final Consumer<String> events;
    private final ArrayDeque<Command> commands = new ArrayDeque<>();
    private boolean greeted;

    /// Whether the first command was sent.
    private boolean executing;

    /// Takes ownership of the socket.
    ///
    /// @param events gets the names of QEMU's events
    /// @param ended called once, when QEMU has closed the connection, or with why it cannot be
    ///   used: then close it
    Monitor(
            UnixSocket socket,
            EventLoop loop,
            Consumer<String> events,
            Consumer<Optional<RuntimeException>> ended) {
        this.stream = new PeerStream(socket, loop);
        this.events = events;
        stream.watch(this::handleReceived, ended);
    }

    /// Executes a command after those before.
    ///
    /// @param fds sent with the command; they stay owned by the caller
    /// @param done called when QEMU has executed the command, or refused it
    void execute(
            String command, Map<String, Object> arguments, List<Fd> fds, Consumer<Outcome> done) {
        String line = Json.write(Map.of("execute", command, "arguments", arguments)) + "\n";
        commands.add(new Command(line, fds, done));
        sendFirst();
    }

    private void sendFirst() {
        if (greeted && !executing && !commands.isEmpty()) {
            executing = true;
            Command first = commands.element();
            byte[] line = first.line().getBytes(StandardCharsets.UTF_8);
            if (first.fds().isEmpty()) {
                stream.send(line);
            } else {
                stream.sendNow(line, first.fds());
            }
        }
    }

    private void handleReceived() {
        for (int end = endOfLine(); end >= 0; end = endOfLine()) {
            handle(new String(stream.take(end + 1), StandardCharsets.UTF_8));
        }
    }

    private int endOfLine() {
        int end = stream.indexOf((byte) '\n');
        if (end < 0 && stream.waiting() > MAX_LINE) {
            throw new QemuPeerException("QEMU's monitor sends a line without end");
        }
        return end;
    }

    private void handle(String line) {
        Map<String, Object> message;
        try {
            message = Json.readObject(line);
        } catch (JsonException e) {
            throw new QemuPeerException("QEMU's monitor: " + e.getMessage(), e);
        }
        if (message.containsKey("QMP")) {
            greeted = true;
            sendFirst();
        } else if (message.containsKey("error")) {
            end(new Outcome.Refused(text(message.get("error"))));
        } else if (message.containsKey("return")) {
            end(new Outcome.Done(message.get("return")));
        } else if (message.get("event") instanceof String event) {
            events.accept(event);
        }
    }

    private static String text(Object error) {
        return error instanceof Map<?, ?> members && members.get("desc") instanceof String text
                ? text
                : String.valueOf(error);
    }

    private void end(Outcome outcome) {
        if (!executing) {
            throw new QemuPeerException("QEMU's monitor: an answer nobody asked for");
        }
        executing = false;
        commands.remove().done().accept(outcome);
        sendFirst();
    }

    @Override
    public void close() {
        commands.clear();
        stream.close();
    }
}
