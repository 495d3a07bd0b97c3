// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.vsock.protocol.VsockHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The device's side of the receiveq: gives the guest's buffers to the connections that have
/// something for it, in turn. Device thread only.
///
/// As long as the guest has no buffer, nothing is read for it anywhere. Only resets of what is no
/// connection are kept, and only so many; beyond them the guest's own packets wait.
final class GuestQueue {
    /// The most data that one connection gets through in its turn.
    private static final int MAX_TURN = 64 << 10;

    /// After so many bytes the loop's other work comes first.
    private static final long MAX_BYTES_AT_A_TIME = 1 << 20;

    /// As many resets are kept as a queue of Linux's has packets that could cause them.
    static final int MAX_RESETS = 1024;

    private final EventLoop loop;
    private final Consumer<String> faults;
    private final Runnable roomForResets;

    /// A header, and the data behind it. Of several packets that were read at once, each one's
    /// header is written over the end of the one before, which the guest has then.
    private final MemorySegment scratch = Arena.ofAuto().allocate(VsockHeader.SIZE + MAX_TURN);

    private final ArrayDeque<Chain> buffers = new ArrayDeque<>();
    private final ArrayDeque<VsockHeader> resets = new ArrayDeque<>();
    private final Set<Connection> waiting = new LinkedHashSet<>();
    private Optional<VirtQueue> queue = Optional.empty();
    private boolean posted;
    private boolean serving;

    /// @param roomForResets called when resets can be kept again
    GuestQueue(EventLoop loop, Consumer<String> faults, Runnable roomForResets) {
        this.loop = loop;
        this.faults = faults;
        this.roomForResets = roomForResets;
    }

    /// Whether the guest has a driver.
    boolean isUsed() {
        return queue.isPresent();
    }

    /// The driver made buffers available.
    void available(VirtQueue available) {
        queue = Optional.of(available);
        for (int left = available.size(); left > 0; left--) {
            Optional<Chain> buffer = available.pop();
            if (buffer.isEmpty()) {
                break;
            }
            add(buffer.get());
        }
        while (buffers.size() > available.size()) {
            // The queue was set up with another size, and has forgotten its outstanding chains.
            buffers.remove();
        }
        serve();
    }

    private void add(Chain buffer) {
        if (buffer.readable() != 0 || buffer.writable() <= VsockHeader.SIZE) {
            buffer.complete(scratch, 0);
            faults.accept(
                    "the guest gave a buffer for packets of %d bytes, %d of them not for the device to write"
                            .formatted(buffer.readable() + buffer.writable(), buffer.readable()));
        } else {
            buffers.add(buffer);
        }
    }

    /// Whether no more resets can be kept.
    boolean isFull() {
        return resets.size() >= MAX_RESETS;
    }

    /// Sends a reset for what is no connection; not while this [#isFull].
    void reset(VsockHeader reset) {
        resets.add(reset);
        serveSoon();
    }

    /// The connection gets a turn after those that wait already.
    void wantsTurn(Connection connection) {
        if (waiting.add(connection)) {
            serveSoon();
        }
    }

    void forget(Connection connection) {
        waiting.remove(connection);
    }

    private void serveSoon() {
        if (!posted && !serving && !buffers.isEmpty()) {
            posted = true;
            loop.post(() -> {
                posted = false;
                serve();
            });
        }
    }

    /// Fills buffers until there are none, or nobody has anything for the guest.
    private void serve() {
        serving = true;
        boolean wasFull = isFull();
        try {
            long moved = 0;
            while (!buffers.isEmpty() && moved < MAX_BYTES_AT_A_TIME) {
                if (!resets.isEmpty()) {
                    send(resets.remove(), 0);
                    continue;
                }
                Iterator<Connection> first = waiting.iterator();
                if (!first.hasNext()) {
                    break;
                }
                Connection next = first.next();
                first.remove();
                moved += turn(next);
            }
        } finally {
            serving = false;
            queue.ifPresent(VirtQueue::signal);
            if (!waiting.isEmpty() || !resets.isEmpty()) {
                serveSoon();
            }
            // In any case: the guest's own packets wait for it.
            if (wasFull && !isFull()) {
                roomForResets.run();
            }
        }
    }

    /// @return bytes written
    private long turn(Connection connection) {
        long moved = 0;
        while (!buffers.isEmpty()) {
            Optional<VsockHeader> control = connection.nextControl();
            if (control.isEmpty()) {
                moved += data(connection);
                break;
            }
            moved += send(control.get(), 0);
        }
        if (connection.wantsTurn()) {
            waiting.add(connection);
        }
        connection.updateWatch();
        return moved;
    }

    private long data(Connection connection) {
        long size = connection.read(scratch.asSlice(VsockHeader.SIZE, room()));
        long moved = 0;
        for (long done = 0; done < size; ) {
            long length = Math.min(size - done, buffers.element().writable() - VsockHeader.SIZE);
            moved += send(connection.data(length), done);
            done += length;
        }
        return moved;
    }

    /// How much data the guest has buffers for, up to that of one turn.
    private long room() {
        long room = 0;
        for (Chain buffer : buffers) {
            room += buffer.writable() - VsockHeader.SIZE;
            if (room >= MAX_TURN) {
                return MAX_TURN;
            }
        }
        return room;
    }

    /// Sends a packet.
    ///
    /// @param position where its data is behind the scratch's header
    private long send(VsockHeader header, long position) {
        long size = VsockHeader.SIZE + header.length();
        MemorySegment packet = scratch.asSlice(position, size);
        header.write(packet);
        buffers.remove().complete(packet, size);
        return size;
    }

    void reset() {
        queue = Optional.empty();
        buffers.clear();
        resets.clear();
        waiting.clear();
    }
}
