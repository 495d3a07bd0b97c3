// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// QEMU's monitor (QMP): a line of JSON for each command and each answer, with a greeting at first
/// and events in between. One command at a time. Belongs to the loop's thread.
final class Monitor implements AutoCloseable {
    private final Stream stream;
    private Optional<Runnable> next;

    /// Takes ownership of the socket.
    ///
    /// @param greeted called when QEMU has sent its greeting
    Monitor(UnixSocket socket, Runnable greeted) {
        this.stream = new Stream(socket);
        this.next = Optional.of(greeted);
    }

    Fd fd() {
        return stream.fd();
    }

    /// @param fds sent with the command; they stay owned by the caller
    /// @param done called when QEMU has executed the command
    void execute(String command, Map<String, Object> arguments, List<Fd> fds, Runnable done) {
        if (next.isPresent()) {
            throw new IllegalStateException(command + " before the answer to another command");
        }
        next = Optional.of(done);
        String line = Json.write(Map.of("execute", command, "arguments", arguments)) + "\n";
        stream.send(line.getBytes(StandardCharsets.UTF_8), fds);
    }

    /// Receives and handles messages.
    ///
    /// @return false if QEMU has closed the connection
    /// @throws QemuPeerException if QEMU refused the command, or the peer is not a monitor
    boolean receive() {
        boolean more = stream.receive();
        for (int end = endOfLine(); end >= 0; end = endOfLine()) {
            handle(new String(stream.take(end + 1), StandardCharsets.UTF_8));
        }
        return more;
    }

    private int endOfLine() {
        byte[] waiting = stream.waiting();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void handle(String line) {
        Map<String, Object> message;
        try {
            message = Json.readObject(line);
        } catch (JsonException e) {
            throw new QemuPeerException("QEMU's monitor: " + e.getMessage(), e);
        }
        if (message.containsKey("error")) {
            throw new QemuPeerException("QEMU's monitor: " + message.get("error"));
        }
        if (message.containsKey("return") || message.containsKey("QMP")) {
            Runnable done =
                    next.orElseThrow(() -> new QemuPeerException("an answer nobody asked for"));
            next = Optional.empty();
            done.run();
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
