// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Whole vhost-user messages over a socket, waiting where the socket would not; those of the
/// display socket have the same form. Owned by one thread.
///
/// ```
/// u32 request | u32 flags | u32 size | payload        native byte order
/// ```
public final class Channel implements AutoCloseable {
    /// Bytes before the payload.
    public static final int HEADER = 12;

    private static final int LONGEST = 1 << 20;
    private static final long NAP_NANOS = 50_000;

    /// One message; what came with it has no owner but the receiver.
    public record Message(int request, int flags, byte[] payload) {}

    private final UnixSocket socket;
    private Duration timeout = Duration.ofSeconds(30);
    private byte[] pushedBack = {};

    /// @param socket closed with this
    public Channel(UnixSocket socket) {
        this.socket = socket;
    }

    /// How long sending and receiving may take; 5 s at first.
    public void timeout(Duration limit) {
        timeout = limit;
    }

    /// Sends one message.
    public void send(int request, int flags, byte[] payload, List<Fd> fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocate(HEADER + payload.length, Integer.BYTES);
            message.set(JAVA_INT, 0, request);
            message.set(JAVA_INT, 4, flags);
            message.set(JAVA_INT, 8, payload.length);
            MemorySegment.copy(payload, 0, message, JAVA_BYTE, HEADER, payload.length);
            transmit(message, fds);
        }
    }

    private void transmit(MemorySegment bytes, List<Fd> fds) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Fd> unsent = fds;
        try {
            for (long at = 0; at < bytes.byteSize(); ) {
                long sent = socket.send(bytes.asSlice(at), unsent);
                if (sent == 0) {
                    nap(deadline, "sending to the device");
                } else {
                    at += sent;
                    unsent = List.of();
                }
            }
        } catch (LinuxException.Disconnected e) {
            throw closed(e);
        }
    }

    /// The next message from the peer.
    ///
    /// @throws FrontendException.Closed at the end of the connection
    /// @throws FrontendException.TimedOut if none comes
    public Message receive() {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(HEADER, Integer.BYTES);
            readFully(header, deadline);
            int size = header.get(JAVA_INT, 8);
            if (size < 0 || size > LONGEST) {
                throw new FrontendException("reply of " + Integer.toUnsignedLong(size) + " bytes");
            }
            MemorySegment payload = arena.allocate(size);
            readFully(payload, deadline);
            return new Message(
                    header.get(JAVA_INT, 0), header.get(JAVA_INT, 4), payload.toArray(JAVA_BYTE));
        }
    }

    private void readFully(MemorySegment target, long deadline) {
        long at = 0;
        while (at < target.byteSize() && pushedBack.length > 0) {
            target.set(JAVA_BYTE, at++, pushedBack[0]);
            pushedBack = new byte[0];
        }
        while (at < target.byteSize()) {
            switch (read(target.asSlice(at))) {
                case DATA -> at += socket.received();
                case NOTHING -> nap(deadline, "waiting for the device's reply");
                case END -> throw new FrontendException.Closed("the device closed the connection");
            }
        }
    }

    private UnixSocket.Received read(MemorySegment target) {
        return readBytes(socket, target);
    }

    /// Reads from a peer that has no descriptors to send here: any that come are closed.
    static UnixSocket.Received readBytes(UnixSocket socket, MemorySegment target) {
        List<Fd> fds = new ArrayList<>();
        try {
            return socket.receive(target, fds);
        } catch (LinuxException.Disconnected e) {
            return UnixSocket.Received.END;
        } finally {
            fds.forEach(Fd::close);
        }
    }

    /// Looks whether the device's end is closed; a byte found waiting is kept for [#receive].
    boolean lookForEnd() {
        if (pushedBack.length > 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            return switch (read(one)) {
                case DATA -> {
                    pushedBack = one.toArray(JAVA_BYTE);
                    yield false;
                }
                case NOTHING -> false;
                case END -> true;
            };
        }
    }

    private static void nap(long deadline, String what) {
        if (System.nanoTime() - deadline > 0) {
            throw new FrontendException.TimedOut("timed out " + what);
        }
        LockSupport.parkNanos(NAP_NANOS);
    }

    private static FrontendException closed(LinuxException cause) {
        FrontendException e = new FrontendException.Closed("the device closed the connection");
        e.initCause(cause);
        return e;
    }

    @Override
    public void close() {
        socket.close();
    }
}
