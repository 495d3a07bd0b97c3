// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.json.Json;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A client that sends what it likes.
final class Peer {
    static final Duration SOON = Duration.ofSeconds(60);

    final UnixSocket socket;
    private final List<Fd> fds = new ArrayList<>();

    /// @param runtime in which this process listens
    Peer(Path runtime) {
        socket =
                ControlClient.connectPatiently(
                        runtime.resolve("zeropane/" + ProcessHandle.current().pid() + ".sock"));
    }

    /// Waits for what the server does after it has answered.
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    Peer send(String text, Fd... with) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            assertEquals(bytes.length, socket.send(data, List.of(with)));
        }
        return this;
    }

    /// The next line; nothing once the server has hung up.
    Optional<Fields> receive() {
        StringBuilder line = new StringBuilder();
        MemorySegment one = Arena.ofAuto().allocate(1);
        while (true) {
            assertTrue(socket.awaitReadable(SOON), "no answer after " + line);
            UnixSocket.Received received;
            try {
                received = socket.receive(one, fds);
            } catch (LinuxException.Disconnected e) {
                received = UnixSocket.Received.END;
            }
            if (received == UnixSocket.Received.END) {
                assertEquals("", line.toString());
                return Optional.empty();
            }
            char c = (char) one.get(ValueLayout.JAVA_BYTE, 0);
            if (c == '\n') {
                return Optional.of(new Fields(Json.readObject(line.toString())));
            }
            line.append(c);
        }
    }

    Fields expect(String type) {
        Fields message = receive().orElseThrow(() -> new AssertionError("hung up"));
        assertEquals(type, message.text("type"), message.toString());
        return message;
    }

    void expectRefusal() {
        expect("error");
        assertEquals(Optional.empty(), receive());
    }

    boolean hasSomething() {
        return socket.awaitReadable(Duration.ofMillis(100));
    }

    /// What came with messages and was not forgotten.
    List<Fd> fds() {
        return fds;
    }

    void closeFds() {
        fds.forEach(Fd::close);
        fds.clear();
    }

    void close() {
        closeFds();
        socket.close();
    }
}
