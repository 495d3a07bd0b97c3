// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.peer;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The bytes of a connection with QEMU, in both directions. What the socket has no room for waits
/// here; while much waits, nothing is received, so that QEMU cannot make it more by asking. Belongs
/// to the loop's thread, and never waits.
public final class PeerStream implements AutoCloseable {
    /// Bytes for one native call: the kernel must not hold a thread for long.
    private static final int CHUNK = 1 << 16;

    /// While so many bytes wait to be sent, nothing is received.
    private static final int MUCH = 4 << 20;

    private final UnixSocket socket;
    private final EventLoop loop;
    private final MemorySegment in = Arena.ofAuto().allocate(CHUNK);
    private final MemorySegment out = Arena.ofAuto().allocate(CHUNK);
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();

    /// How much of the first of `unsent` was sent.
    private int sentOfFirst;

    private long unsentBytes;
    private Runnable whenRoom = () -> {};
    private boolean watched;
    private boolean reads = true;
    private boolean writes;
    private byte[] received = new byte[0];
    private int start;
    private int end;

    /// Takes ownership of the socket.
    public PeerStream(UnixSocket socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
    }

    /// Begins to receive.
    ///
    /// @param handle called when something was received
    /// @param ended called once, when QEMU has closed the connection, or with why it cannot be used
    ///   any more: then close this stream
    public void watch(Runnable handle, Consumer<Optional<RuntimeException>> ended) {
        Runnable receive =
                () -> {
                    boolean open = receive();
                    handle.run();
                    if (!open) {
                        ended.accept(Optional.empty());
                    }
                };
        loop.watch(socket.fd(), () -> endIfFailed(receive, ended), this::flush);
        whenRoom = () -> endIfFailed(handle, ended);
        watched = true;
        choose();
    }

    private void endIfFailed(Runnable task, Consumer<Optional<RuntimeException>> ended) {
        if (!watched) {
            return;
        }
        try {
            task.run();
        } catch (LinuxException.Disconnected e) {
            ended.accept(Optional.empty());
        } catch (RuntimeException e) {
            ended.accept(Optional.of(e));
        }
    }

    /// Whether much waits for room: what was received already should wait, too, if its answers
    /// would wait with it. It is handled again when there is room.
    public boolean isFull() {
        return unsentBytes >= MUCH;
    }

    /// Sends at once, before the stream is watched or while nothing waits.
    ///
    /// @param fds sent with the bytes; they stay owned by the caller
    /// @throws QemuPeerException if the socket has no room: a message with descriptors cannot wait
    public void sendNow(byte[] bytes, List<Fd> fds) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment copy =
                    local.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            if (!unsent.isEmpty() || socket.send(copy, fds) != bytes.length) {
                throw new QemuPeerException("QEMU does not read what it is sent");
            }
        }
    }

    /// Sends as soon as there is room.
    public void send(byte[] bytes) {
        unsent.add(bytes);
        unsentBytes += bytes.length;
        flush();
    }

    /// Bytes that wait for room.
    public long unsent() {
        return unsentBytes;
    }

    /// If QEMU is gone, the receiving side learns of it.
    private void flush() {
        try {
            sendUnsent();
        } catch (LinuxException.Disconnected e) {
            unsent.clear();
            unsentBytes = 0;
            sentOfFirst = 0;
        }
        choose();
    }

    private void sendUnsent() {
        while (!unsent.isEmpty()) {
            byte[] first = unsent.element();
            int count = Math.min(CHUNK, first.length - sentOfFirst);
            MemorySegment.copy(first, sentOfFirst, out, ValueLayout.JAVA_BYTE, 0, count);
            long sent = socket.send(out.asSlice(0, count), List.of());
            sentOfFirst += (int) sent;
            unsentBytes -= sent;
            if (sentOfFirst == first.length) {
                unsent.remove();
                sentOfFirst = 0;
            }
            if (sent < count) {
                return;
            }
        }
    }

    private void choose() {
        boolean read = !isFull();
        boolean write = !unsent.isEmpty();
        if (watched && (read != reads || write != writes)) {
            loop.want(socket.fd(), read, write);
            if (read && !reads) {
                loop.post(whenRoom);
            }
            reads = read;
            writes = write;
        }
    }

    /// Receives some bytes.
    ///
    /// @return whether the connection is still open
    private boolean receive() {
        UnixSocket.Received outcome = socket.receive(in);
        if (outcome == UnixSocket.Received.DATA) {
            int count = (int) socket.received();
            makeRoom(count);
            MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, received, end, count);
            end += count;
        }
        return outcome != UnixSocket.Received.END;
    }

    private void makeRoom(int count) {
        if (received.length - end >= count) {
            return;
        }
        int waiting = waiting();
        if (received.length - waiting >= count && start >= waiting) {
            System.arraycopy(received, start, received, 0, waiting);
        } else {
            // Twice as much each time, so that a long message is copied a few times only.
            byte[] larger = new byte[Math.max(2 * waiting, waiting + count)];
            System.arraycopy(received, start, larger, 0, waiting);
            received = larger;
        }
        start = 0;
        end = waiting;
    }

    /// The number of received bytes that were not taken yet.
    public int waiting() {
        return end - start;
    }

    /// The index of this byte among the waiting ones; -1 if it is not among them.
    public int indexOf(byte wanted) {
        for (int i = start; i < end; i++) {
            if (received[i] == wanted) {
                return i - start;
            }
        }
        return -1;
    }

    /// A copy of the first of the waiting bytes, which stay.
    public byte[] peek(int count) {
        return Arrays.copyOfRange(received, start, start + count);
    }

    /// Takes the first of the waiting bytes.
    public byte[] take(int count) {
        byte[] taken = peek(count);
        drop(count);
        return taken;
    }

    /// Takes the first of the waiting bytes, which nobody needs.
    public void drop(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
            if (received.length > CHUNK) {
                received = new byte[0];
            }
        }
    }

    @Override
    public void close() {
        if (watched) {
            loop.unwatch(socket.fd());
            watched = false;
        }
        socket.close();
    }
}
