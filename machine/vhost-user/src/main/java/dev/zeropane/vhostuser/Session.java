// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static dev.zeropane.vhostuser.DeviceBinding.PROTOCOL_F_REPLY_ACK;
import static dev.zeropane.vhostuser.Request.*;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.guest.UnusableMemoryException;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.linux.serve.PeerSession;
import dev.zeropane.vhostuser.protocol.ConfigSpan;
import dev.zeropane.vhostuser.protocol.VringAddress;
import dev.zeropane.vhostuser.protocol.VringState;
import dev.zeropane.virtio.VirtioDevice;
import dev.zeropane.virtio.VirtioFeatures;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One front-end's connection, from its first message to its last: the state of the protocol, and
/// one method for each message. Loop thread only.
final class Session implements PeerSession {
    private static final long VIRTIO_F_ACCESS_PLATFORM = 1L << 33;
    private static final long VRING_INDEX_MASK = 0xff;
    private static final long VRING_NOFD = 0x100;
    private static final long MAX_CONFIG = 256;

    /// After this many messages the loop's other work comes first, so that no front-end can block
    /// it.
    private static final int MESSAGES_PER_TURN = 64;

    private final Connection connection;
    private final DeviceBinding binding;
    private final VirtioDevice device;
    private final List<Vring> rings = new ArrayList<>();
    private final MemoryTable table;
    private GuestMemory memory = GuestMemory.EMPTY;
    private long features;
    private long protocolFeatures;

    Session(
            UnixSocket socket,
            DeviceBinding binding,
            VirtioDevice device,
            EventLoop loop,
            Consumer<String> log) {
        this.connection = new Connection(socket);
        this.binding = binding;
        this.device = device;
        this.table = new MemoryTable(log);
        for (int i = 0; i < binding.queues(); i++) {
            rings.add(new Vring(i, device, loop, log));
        }
    }

    @Override
    public Fd fd() {
        return connection.fd();
    }

    @Override
    public boolean receive() {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            Optional<Message> message = connection.poll();
            if (message.isEmpty()) {
                return !connection.hasEnded();
            }
            try {
                handle(message.get());
            } finally {
                connection.releaseFds();
            }
        }
        return true;
    }

    private void handle(Message message) {
        switch (message.request()) {
            case VHOST_USER_GET_FEATURES -> connection.reply(message.request(), binding.features());
            case VHOST_USER_GET_PROTOCOL_FEATURES ->
                    connection.reply(message.request(), binding.protocolFeatures());
            case VHOST_USER_GET_QUEUE_NUM -> connection.reply(message.request(), binding.queues());
            case VHOST_USER_GET_MAX_MEM_SLOTS ->
                    connection.reply(message.request(), MemoryTable.MAX_SLOTS);
            case VHOST_USER_GET_VRING_BASE -> getVringBase(message);
            case VHOST_USER_GET_CONFIG -> getConfig(message);
            default -> {
                boolean handled = handleWithoutReply(message);
                if (message.needsReply() && (protocolFeatures & PROTOCOL_F_REPLY_ACK) != 0) {
                    connection.reply(message.request(), handled ? 0 : 1);
                } else if (!handled) {
                    throw new PeerFaultException(
                            "message %d is not known here"
                                    .formatted(Integer.toUnsignedLong(message.request())));
                }
            }
        }
    }

    private boolean handleWithoutReply(Message message) {
        switch (message.request()) {
            case VHOST_USER_SET_OWNER -> {}
            case VHOST_USER_RESET_OWNER, VHOST_USER_RESET_DEVICE -> reset();
            case VHOST_USER_SET_FEATURES -> setFeatures(message.u64());
            case VHOST_USER_SET_PROTOCOL_FEATURES -> setProtocolFeatures(message.u64());
            case VHOST_USER_SET_MEM_TABLE -> replaceMemory(table.set(message));
            case VHOST_USER_ADD_MEM_REG -> {
                table.add(message);
                replaceMemory(List.of());
            }
            case VHOST_USER_REM_MEM_REG -> replaceMemory(table.remove(message));
            case VHOST_USER_SET_VRING_NUM -> {
                VringState state = state(message);
                ring(state.index()).size(state.num());
            }
            case VHOST_USER_SET_VRING_BASE -> setVringBase(message);
            case VHOST_USER_SET_VRING_ADDR -> {
                VringAddress address = VringAddress.read(message.payload(VringAddress.SIZE));
                ring(address.index())
                        .addresses(
                                new Vring.UserAddresses(
                                        address.descriptors(),
                                        address.available(),
                                        address.used()));
            }
            case VHOST_USER_SET_VRING_KICK -> setVringKick(message);
            case VHOST_USER_SET_VRING_CALL -> ringOfFd(message).call(eventFd(message));
            case VHOST_USER_SET_VRING_ERR -> ringOfFd(message).error(eventFd(message));
            case VHOST_USER_SET_VRING_ENABLE -> {
                VringState state = state(message);
                ring(state.index()).enable(state.num() != 0);
            }
            case VHOST_USER_SET_CONFIG -> setConfig(message);
            default -> {
                DeviceBinding.MessageHandler handler = binding.messages().get(message.request());
                if (handler == null) {
                    return false;
                }
                List<Fd> fds = List.copyOf(message.fds());
                message.fds().clear();
                handler.accept(fds);
            }
        }
        return true;
    }

    private void setFeatures(long acked) {
        if ((acked & VirtioFeatures.VIRTIO_F_RING_PACKED) != 0) {
            throw new PeerFaultException(
                    "the guest negotiated packed virtqueues, which are not served: remove packed=on"
                            + " from the device's options");
        }
        if ((acked & VIRTIO_F_ACCESS_PLATFORM) != 0) {
            throw new PeerFaultException(
                    "the guest negotiated an IOMMU, which is not served: remove iommu_platform=on"
                            + " from the device's options");
        }
        // QEMU adds some bits of its own (RING_RESET), though they were not offered.
        features = acked;
    }

    private void setProtocolFeatures(long acked) {
        if ((acked & ~binding.protocolFeatures()) != 0) {
            throw new PeerFaultException(
                    "the front-end chose protocol features 0x%x that were not offered"
                            .formatted(acked & ~binding.protocolFeatures()));
        }
        protocolFeatures = acked;
    }

    /// Replaces the memory in the rings and the device before it unmaps regions that are gone.
    private void replaceMemory(List<GuestRegion> gone) {
        memory = table.memory();
        try {
            // Rings first: they must be updated even if the device fails.
            rings.forEach(ring -> ring.memoryReplaced(memory));
            device.memoryReplaced(memory);
        } finally {
            gone.forEach(GuestRegion::close);
        }
    }

    private static VringState state(Message message) {
        return VringState.read(message.payload(VringState.SIZE));
    }

    private Vring ring(int index) {
        if (index < 0 || index >= rings.size()) {
            throw new PeerFaultException(
                    "ring %d of %d".formatted(Integer.toUnsignedLong(index), binding.queues()));
        }
        return rings.get(index);
    }

    private Vring ringOfFd(Message message) {
        return ring((int) (message.u64() & VRING_INDEX_MASK));
    }

    private static Optional<EventFd> eventFd(Message message) {
        return (message.u64() & VRING_NOFD) != 0
                ? Optional.empty()
                : Optional.of(EventFd.adopt(message.takeFd()));
    }

    private void setVringBase(Message message) {
        VringState state = state(message);
        int base = state.num();
        if (base < 0 || base > 0xffff) {
            throw new PeerFaultException("ring base 0x%x is not of a split ring".formatted(base));
        }
        if (ring(state.index()).base(base)) {
            // QEMU before 9.2 resets the device without RESET_DEVICE; only the changed base reveals
            // it.
            rings.forEach(Vring::dropRequests);
            device.reset();
        }
    }

    private void setVringKick(Message message) {
        Vring ring = ringOfFd(message);
        EventFd kick =
                eventFd(message)
                        .orElseThrow(() ->
                                new PeerFaultException("rings without a kick are not served"));
        table.refusal()
                .ifPresent(reason -> {
                    kick.close();
                    throw new UnusableMemoryException(reason);
                });
        boolean eventIdx = (features & VirtioFeatures.VIRTIO_F_EVENT_IDX) != 0;
        ring.start(kick, table, memory, eventIdx);
        if ((features & DeviceBinding.VHOST_USER_F_PROTOCOL_FEATURES) == 0) {
            // Without protocol features there is no SET_VRING_ENABLE: rings start enabled.
            ring.enable(true);
        }
    }

    private void getVringBase(Message message) {
        int index = state(message).index();
        new VringState(index, ring(index).stop()).write(connection.replyPayload(VringState.SIZE));
        device.stopped(index);
        connection.send(message.request(), VringState.SIZE);
    }

    private void getConfig(Message message) {
        ConfigSpan span = ConfigSpan.read(message.payload(ConfigSpan.READ));
        long size = span.size();
        if (size > MAX_CONFIG) {
            // An empty reply reports an error (vhost-user, VHOST_USER_GET_CONFIG).
            connection.send(message.request(), 0);
            return;
        }
        MemorySegment payload = connection.replyPayload(ConfigSpan.SIZE + size);
        payload.fill((byte) 0);
        span.write(payload);
        device.readConfig(span.offset(), payload.asSlice(ConfigSpan.SIZE, size));
        connection.send(message.request(), ConfigSpan.SIZE + size);
    }

    private void setConfig(Message message) {
        ConfigSpan span = ConfigSpan.read(message.payload(ConfigSpan.READ));
        long size = span.size();
        if (size > MAX_CONFIG) {
            throw new PeerFaultException("SET_CONFIG of " + size + " bytes");
        }
        MemorySegment payload = message.payload(ConfigSpan.SIZE + size);
        device.writeConfig(span.offset(), payload.asSlice(ConfigSpan.SIZE, size));
    }

    private void reset() {
        rings.forEach(Vring::reset);
        device.reset();
    }

    /// The front-end and its guest are gone: drops the state of both.
    @Override
    public void close() {
        try {
            rings.forEach(Vring::close);
        } finally {
            try {
                device.reset();
            } finally {
                releaseMemory();
            }
        }
    }

    private void releaseMemory() {
        try {
            device.memoryReplaced(GuestMemory.EMPTY);
        } finally {
            table.close();
            connection.close();
        }
    }
}
