// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.UnixSocket.Received;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Short words for talking over a socket.
final class Sockets {
    private Sockets() {}

    /// One receive: its outcome, its bytes as text, its descriptors.
    record Message(Received outcome, String text, List<Fd> fds) implements AutoCloseable {
        @Override
        public void close() {
            fds.forEach(Fd::close);
        }
    }

    static MemorySegment bytes(String text) {
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(text.length(), 1));
        MemorySegment.copy(
                MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII)),
                0,
                segment,
                0,
                text.length());
        return segment.asSlice(0, text.length());
    }

    static void send(UnixSocket socket, String text, Fd... fds) {
        assertEquals(text.length(), socket.send(bytes(text), List.of(fds)));
    }

    static Message receive(UnixSocket socket, int most) {
        MemorySegment buffer = Arena.ofAuto().allocate(most);
        List<Fd> fds = new ArrayList<>();
        Received outcome = socket.receive(buffer, fds);
        String text = "";
        if (outcome == Received.DATA) {
            byte[] bytes =
                    buffer.asSlice(0, socket.received())
                            .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            text = new String(bytes, StandardCharsets.US_ASCII);
        }
        return new Message(outcome, text, fds);
    }
}
