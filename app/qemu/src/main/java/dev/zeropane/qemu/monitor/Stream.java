// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/// The bytes of a connection with QEMU. Messages are short and wait for each other's answers, so
/// the socket always has room for them. Belongs to the loop's thread.
final class Stream implements AutoCloseable {
    /// Far larger than any message of QEMU.
    private static final int MAX_WAITING = 1 << 20;

    private static final int CHUNK = 4096;

    private final UnixSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
    private byte[] waiting = new byte[0];

    /// Takes ownership of the socket.
    Stream(UnixSocket socket) {
        this.socket = socket;
    }

    Fd fd() {
        return socket.fd();
    }

    /// @param fds sent with the bytes; they stay owned by the caller
    void send(byte[] bytes, List<Fd> fds) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment copy =
                    local.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            if (socket.send(copy, fds) != bytes.length) {
                throw new QemuPeerException("QEMU does not read what it is sent");
            }
        }
    }

    /// Receives bytes.
    ///
    /// @return whether the connection is still open
    boolean receive() {
        UnixSocket.Received outcome = socket.receive(buffer);
        if (outcome == UnixSocket.Received.DATA) {
            append(buffer.asSlice(0, socket.received()).toArray(ValueLayout.JAVA_BYTE));
        }
        return outcome != UnixSocket.Received.END;
    }

    private void append(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(waiting.length + bytes.length);
        all.writeBytes(waiting);
        all.writeBytes(bytes);
        if (all.size() > MAX_WAITING) {
            throw new QemuPeerException("QEMU sends a message without end");
        }
        waiting = all.toByteArray();
    }

    /// The received bytes that were not taken yet. Do not change them.
    byte[] waiting() {
        return waiting;
    }

    /// Takes the first of the waiting bytes.
    byte[] take(int count) {
        byte[] taken = Arrays.copyOf(waiting, count);
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
        return taken;
    }

    @Override
    public void close() {
        socket.close();
    }
}
