// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One of QEMU's monitors, to hand file descriptors to, which Java's own sockets cannot.
final class FdMonitor implements AutoCloseable {
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);

    private final UnixSocket socket;
    private final StringBuilder received = new StringBuilder();

    /// Takes ownership of the socket.
    FdMonitor(UnixSocket socket) {
        this.socket = socket;
    }

    /// Executes a command, which is JSON, and waits for its answer.
    void execute(String command, List<Fd> fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes =
                    MemorySegment.ofArray(command.getBytes(StandardCharsets.US_ASCII));
            long sent = socket.send(arena.allocate(bytes.byteSize()).copyFrom(bytes), fds);
            if (sent != bytes.byteSize()) {
                throw new AssertionError("no room for " + command);
            }
            MemorySegment buffer = arena.allocate(4096);
            String answer =
                    Await.until(
                            () -> "an answer to " + command, TO_ANSWER, () -> nextAnswer(buffer));
            if (!answer.contains("\"return\"")) {
                throw new AssertionError(command + ": " + answer);
            }
        }
    }

    private Optional<String> nextAnswer(MemorySegment buffer) {
        if (socket.receive(buffer, new ArrayList<>()) == UnixSocket.Received.DATA) {
            byte[] bytes = buffer.asSlice(0, socket.received()).toArray(ValueLayout.JAVA_BYTE);
            received.append(new String(bytes, StandardCharsets.US_ASCII));
        }
        for (int end = received.indexOf("\n"); end >= 0; end = received.indexOf("\n")) {
            String line = received.substring(0, end);
            received.delete(0, end + 1);
            if (line.contains("\"return\"") || line.contains("\"error\"")) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
