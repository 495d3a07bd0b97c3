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

/// The bytes of a connection with QEMU. Little is sent on one, and the next thing after an answer,
/// so there is always room. Loop thread only.
final class Stream implements AutoCloseable {
    /// No message of QEMU's comes near this.
    private static final int MAX_WAITING = 1 << 20;

    private static final int CHUNK = 4096;

    private final UnixSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK);
    private byte[] waiting = new byte[0];

    /// Owns the socket.
    Stream(UnixSocket socket) {
        this.socket = socket;
    }

    Fd fd() {
        return socket.fd();
    }

    /// @param fds go with the bytes, and stay the caller's
    void send(byte[] bytes, List<Fd> fds) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment copy =
                    local.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            if (socket.send(copy, fds) != bytes.length) {
                throw new QemuPeerException("QEMU does not read what it is sent");
            }
        }
    }

    /// Takes in what has come.
    ///
    /// @return whether there will be more
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

    /// What has come and was not taken yet; not to be changed.
    byte[] waiting() {
        return waiting;
    }

    /// Takes the first bytes of what waits.
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
