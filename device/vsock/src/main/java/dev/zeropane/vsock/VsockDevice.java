// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static dev.zeropane.vsock.protocol.Vsock.*;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import dev.zeropane.vsock.protocol.VsockConfig;
import dev.zeropane.vsock.protocol.VsockHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Consumer;

/// A virtio-vsock device (VIRTIO 1.3 §5.10) for stream sockets. Device thread only, except that
/// [#close] comes after that thread.
///
/// The third queue of the specification, for events, is the VMM's: the only event there is tells of
/// a migration.
public final class VsockDevice implements VirtioDevice, AutoCloseable {
    /// `VIRTIO_VSOCK_F_STREAM`.
    public static final long FEATURES = 1 << 0;

    /// `rx` and `tx`.
    public static final int QUEUES = 2;

    /// After so many bytes the loop's other work comes first.
    private static final long MAX_BYTES_AT_A_TIME = 1 << 20;

    /// A packet, as far as its data can be within any credit.
    private final MemorySegment scratch =
            Arena.ofAuto().allocate(VsockHeader.SIZE + Credit.BUF_ALLOC);

    private final EventLoop loop;
    private final VsockOptions options;
    private final Consumer<String> faults;
    private final byte[] config;
    private final GuestQueue toGuest;
    private final Connections connections;
    private Optional<HostListener> listener = Optional.empty();
    private Optional<VirtQueue> fromGuest = Optional.empty();
    private boolean posted;

    /// @param loop the device thread's
    /// @param faults gets messages about faults of the guest's driver, on the device thread. A
    ///   guest can cause any number of them
    public VsockDevice(EventLoop loop, VsockOptions options, Consumer<String> faults) {
        this.loop = loop;
        this.options = options;
        this.faults = faults;
        this.config = new VsockConfig(options.guestCid()).bytes();
        this.toGuest = new GuestQueue(loop, faults, this::resume);
        this.connections = new Connections(loop, options, toGuest);
    }

    /// Lets programs of the host connect to the guest at a socket, which the device owns from now
    /// on. Before the thread has started, or on it.
    public void listen(UnixServerSocket socket) {
        HostListener made = new HostListener(loop, socket, connections, faults);
        listener = Optional.of(made);
        made.start();
    }

    /// Connections now.
    int connections() {
        return connections.count();
    }

    @Override
    public void available(int index, VirtQueue queue) {
        if (index == RECEIVEQ) {
            toGuest.available(queue);
        } else {
            fromGuest = Optional.of(queue);
            boolean _ = takePackets(queue);
        }
    }

    @Override
    public boolean isFull(int index) {
        return index == TRANSMITQ && toGuest.isFull();
    }

    /// @return whether it ended before the queue was empty
    private boolean takePackets(VirtQueue queue) {
        long taken = 0;
        for (int left = queue.size(); left > 0 && !toGuest.isFull(); left--) {
            Optional<Chain> chain = queue.pop();
            if (chain.isEmpty()) {
                return false;
            }
            taken += take(chain.get());
            if (taken > MAX_BYTES_AT_A_TIME) {
                return true;
            }
        }
        return true;
    }

    /// There is room for resets again: goes on with what waits, without a kick.
    private void resume() {
        if (!posted && fromGuest.isPresent()) {
            posted = true;
            loop.post(() -> {
                posted = false;
                fromGuest.ifPresent(queue -> {
                    boolean more = takePackets(queue);
                    queue.signal();
                    if (more && !toGuest.isFull()) {
                        resume();
                    }
                });
            });
        }
    }

    /// @return bytes copied
    private long take(Chain chain) {
        long size;
        long announced = chain.readable();
        try {
            size = chain.read(scratch);
        } finally {
            chain.complete(scratch, 0);
        }
        if (size < VsockHeader.SIZE) {
            faults.accept("the guest sent a packet of " + announced + " bytes");
            return size;
        }
        packet(
                VsockHeader.read(scratch),
                scratch.asSlice(VsockHeader.SIZE, size - VsockHeader.SIZE));
        return size;
    }

    /// @param behind what the packet has behind its header, up to the most that any credit allows
    private void packet(VsockHeader header, MemorySegment behind) {
        if (header.sourceCid() != options.guestCid()) {
            // An answer would be for somebody else.
            faults.accept(
                    "the guest sent a packet as if from CID "
                            + Long.toUnsignedString(header.sourceCid()));
            return;
        }
        if (header.destinationCid() != HOST_CID) {
            refuse(
                    header,
                    "there is nobody with CID " + Long.toUnsignedString(header.destinationCid()));
            return;
        }
        Ports ports = new Ports(header.sourcePort(), header.destinationPort());
        Optional<Connection> known = connections.find(ports);
        if (known.isPresent()) {
            Connection connection = known.get();
            Optional<String> fault =
                    header.op() == VIRTIO_VSOCK_OP_RW && header.length() > behind.byteSize()
                            ? Optional.of("a packet is shorter than it says, or than any credit")
                            : connection.take(header, behind.asSlice(0, dataLength(header)));
            fault.ifPresent(what -> {
                faults.accept("a connection was reset (%s): %s".formatted(ports, what));
                connection.reset();
            });
        } else if (header.op() == VIRTIO_VSOCK_OP_REQUEST
                && header.type() == VIRTIO_VSOCK_TYPE_STREAM) {
            if (!connections.requested(header)) {
                refuse(header, "there are too many connections");
            }
        } else {
            refuse(header, Optional.empty());
        }
    }

    /// Only a packet with data has any.
    private static long dataLength(VsockHeader header) {
        return header.op() == VIRTIO_VSOCK_OP_RW ? header.length() : 0;
    }

    private void refuse(VsockHeader header, String reason) {
        refuse(header, Optional.of(reason));
    }

    private void refuse(VsockHeader header, Optional<String> reason) {
        reason.ifPresent(what -> faults.accept("a packet of the guest's was refused: " + what));
        // A reset of nothing is no reason for another.
        if (header.op() != VIRTIO_VSOCK_OP_RST) {
            toGuest.reset(header.reset());
        }
    }

    @Override
    public void readConfig(long offset, MemorySegment target) {
        for (long i = 0; i < target.byteSize(); i++) {
            long at = offset + i;
            target.set(
                    ValueLayout.JAVA_BYTE, i, at >= 0 && at < config.length ? config[(int) at] : 0);
        }
    }

    /// Nothing in it is for the driver to write.
    @Override
    public void writeConfig(long offset, MemorySegment source) {}

    /// Nothing to do: buffers are resolved in guest memory when they are written.
    @Override
    public void memoryReplaced(GuestMemory memory) {}

    @Override
    public void reset() {
        connections.clear();
        toGuest.reset();
        fromGuest = Optional.empty();
    }

    @Override
    public void close() {
        reset();
        listener.ifPresent(HostListener::close);
        listener = Optional.empty();
    }
}
