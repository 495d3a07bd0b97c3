// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The client's end of a vfio-user connection, for whole messages and for anything else. One
/// thread.
///
/// Written from the protocol's specification (QEMU's docs/interop/vfio-user), apart from the
/// server's code.
///
/// ```
/// u16 id | u16 command | u32 size | u32 flags | u32 error | payload        native byte order
/// ```
public final class VfioUserSocket implements AutoCloseable {
    public static final int HEADER = 16;
    public static final int NO_REPLY = 0x10;
    private static final int LONGEST_REPLY = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final UnixSocket socket;

    public VfioUserSocket(UnixSocket socket) {
        this.socket = socket;
    }

    public static VfioUserSocket connect(Path path) {
        return new VfioUserSocket(UnixSocket.connect(path));
    }

    /// A message with a header that is right.
    public static byte[] message(int id, int command, int flags, byte[] payload) {
        return header(id, command, HEADER + payload.length, flags, 0, payload);
    }

    /// A message with any header.
    ///
    /// @param size what the header says the message's is
    public static byte[] header(
            int id, int command, int size, int flags, int error, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .order(ByteOrder.nativeOrder())
                .putShort((short) id)
                .putShort((short) command)
                .putInt(size)
                .putInt(flags)
                .putInt(error)
                .put(payload)
                .array();
    }

    /// Sends bytes as they are, the descriptors with the first of them. Waits for room.
    ///
    /// @throws VfioUserException.Closed if the server has closed the connection
    public void send(byte[] bytes, Fd... fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
            List<Fd> unsent = List.of(fds);
            for (long at = 0; at < bytes.length; ) {
                long sent = socket.send(data.asSlice(at), unsent);
                if (sent > 0) {
                    at += sent;
                    unsent = List.of();
                } else if (!socket.fd().awaitWritable(PATIENCE)) {
                    throw new VfioUserException("the server does not read");
                }
            }
        } catch (LinuxException.Disconnected e) {
            throw new VfioUserException.Closed(e);
        }
    }

    /// Waits for the next reply.
    ///
    /// @throws VfioUserException.Closed if the server has closed the connection
    public Reply receive() {
        List<Fd> fds = new ArrayList<>();
        try {
            ByteBuffer header = fill(HEADER, fds);
            int size = header.getInt(4);
            if (size < HEADER || size > LONGEST_REPLY) {
                throw new VfioUserException("a reply of " + size + " bytes");
            }
            List<Fd> none = new ArrayList<>();
            byte[] payload = fill(size - HEADER, none).array();
            if (!none.isEmpty()) {
                fds.addAll(none);
                throw new VfioUserException("a descriptor came in the middle of a reply");
            }
            return new Reply(
                    Short.toUnsignedInt(header.getShort(0)),
                    Short.toUnsignedInt(header.getShort(2)),
                    header.getInt(8),
                    header.getInt(12),
                    payload,
                    fds);
        } catch (RuntimeException | Error e) {
            fds.forEach(Fd::close);
            throw e;
        }
    }

    private ByteBuffer fill(int size, List<Fd> fds) {
        byte[] bytes = new byte[size];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(Math.max(1, size));
            for (long at = 0; at < size; ) {
                switch (socket.receive(target.asSlice(at, size - at), fds)) {
                    case DATA -> at += socket.received();
                    case END -> throw new VfioUserException.Closed();
                    case NOTHING -> {
                        if (!socket.awaitReadable(PATIENCE)) {
                            throw new VfioUserException("no reply in time");
                        }
                    }
                }
            }
            MemorySegment.copy(target, JAVA_BYTE, 0, bytes, 0, size);
        } catch (LinuxException.Disconnected e) {
            throw new VfioUserException.Closed(e);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /// Whether something has come, a reply or the end, and was not received yet.
    public boolean isReadable() {
        return socket.awaitReadable(Duration.ZERO);
    }

    /// Receives and drops what comes until the server closes the connection.
    public void awaitClosed() {
        try {
            while (true) {
                receive().close();
            }
        } catch (VfioUserException.Closed e) {
            // As it should be.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
