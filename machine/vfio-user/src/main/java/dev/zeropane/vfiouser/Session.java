// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.ENOSYS;
import static dev.zeropane.vfiouser.VfioUser.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.linux.serve.PeerSession;
import dev.zeropane.pci.ConfigSpace;
import dev.zeropane.pci.PciDevice;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// One client's connection and the device it has, from its first message to its last. One method
/// for each command, which replies and returns 0, or returns the error number to reply with. Loop
/// thread only.
final class Session implements PeerSession {
    /// Six BARs, the ROM, and the configuration space (`VFIO_PCI_..._REGION_INDEX`); no VGA ranges.
    private static final int REGIONS = 8;

    private static final int CONFIG_REGION = 7;

    /// INTx, MSI and MSI-X (`VFIO_PCI_..._IRQ_INDEX`), of which the device has none. That there is
    /// nothing to be told of errors (index 3), QEMU wants to see refused.
    private static final int IRQ_TYPES = 3;

    private static final int INFO_SIZE = 16;
    private static final int SET_IRQS_SIZE = 20;
    private static final int DMA_MAP_SIZE = 32;
    private static final int DMA_UNMAP_SIZE = 24;

    private static final int IRQ_ACTIONS =
            VFIO_IRQ_SET_ACTION_MASK | VFIO_IRQ_SET_ACTION_UNMASK | VFIO_IRQ_SET_ACTION_TRIGGER;

    /// The next messages wait for their turn after this many, so that no client keeps the loop.
    private static final int MESSAGES_PER_TURN = 64;

    private final Connection connection;
    private final Message message;
    private final PciDevice device;
    private final ConfigSpace config;
    private final Region[] regions = new Region[REGIONS];
    private Optional<Version> version = Optional.empty();

    /// Owns socket and device from now on, also if it throws.
    Session(UnixSocket socket, PciDevice device, EventLoop loop) {
        this.connection = new Connection(socket, loop);
        this.message = connection.message();
        this.device = device;
        try {
            this.config = new ConfigSpace(device);
            for (int i = 0; i < REGIONS; i++) {
                regions[i] = Region.NONE;
            }
            device.bars().forEach((number, bar) -> regions[number] = Region.of(bar));
            regions[CONFIG_REGION] = Region.of(config);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public Fd fd() {
        return connection.fd();
    }

    @Override
    public boolean receive() {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            if (!connection.poll()) {
                return !connection.ended();
            }
            handle();
        }
        return true;
    }

    @Override
    public void flush() {
        connection.flush();
    }

    private void handle() {
        if (version.isEmpty() && message.command() != VFIO_USER_VERSION) {
            throw new PeerFaultException(
                    "the client began with command %d, not with its version"
                            .formatted(message.command()));
        }
        int error = execute();
        if (error != 0) {
            connection.replyError(error);
        }
    }

    private int execute() {
        return switch (message.command()) {
            case VFIO_USER_VERSION -> negotiate();
            case VFIO_USER_DMA_MAP -> dmaMap();
            case VFIO_USER_DMA_UNMAP -> dmaUnmap();
            case VFIO_USER_DEVICE_GET_INFO -> getInfo();
            case VFIO_USER_DEVICE_GET_REGION_INFO -> getRegionInfo();
            case VFIO_USER_DEVICE_GET_IRQ_INFO -> getIrqInfo();
            case VFIO_USER_DEVICE_SET_IRQS -> setIrqs();
            case VFIO_USER_REGION_READ -> read();
            case VFIO_USER_REGION_WRITE -> write();
            case VFIO_USER_DEVICE_RESET -> reset();
            default -> ENOSYS;
        };
    }

    private int negotiate() {
        if (version.isPresent() || message.hasDescriptors()) {
            return EINVAL;
        }
        try {
            version = Optional.of(Version.read(message));
        } catch (PeerFaultException e) {
            connection.replyError(EINVAL);
            throw e;
        }
        return reply(Version.writeReply(connection.replyPayload()));
    }

    /// Guest RAM is never touched here, so nothing is kept of it: descriptors are closed, and
    /// ranges may come again, overlap, or be our own BARs.
    private int dmaMap() {
        if (message.payloadSize() != DMA_MAP_SIZE || argumentSize() < DMA_MAP_SIZE) {
            return EINVAL;
        }
        int flags = message.u32(4);
        boolean bad =
                (flags & ~(VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)) != 0
                        || isNoRange(message.u64(8), message.u64(24))
                        || isNoRange(message.u64(16), message.u64(24));
        return bad ? EINVAL : reply(0);
    }

    private int dmaUnmap() {
        if (!message.has(DMA_UNMAP_SIZE) || argumentSize() < DMA_UNMAP_SIZE) {
            return EINVAL;
        }
        int flags = message.u32(4);
        boolean everything = flags == VFIO_DMA_UNMAP_FLAG_ALL;
        if (!everything && (flags != 0 || isNoRange(message.u64(8), message.u64(16)))) {
            return EINVAL;
        }
        connection.replyPayload().copyFrom(message.payload(DMA_UNMAP_SIZE));
        return reply(DMA_UNMAP_SIZE);
    }

    /// @param start unsigned, as `size`
    private static boolean isNoRange(long start, long size) {
        return size == 0 || Long.compareUnsigned(start + (size - 1), start) < 0;
    }

    private int getInfo() {
        if (!message.has(INFO_SIZE) || argumentSize() < INFO_SIZE) {
            return EINVAL;
        }
        return replyInfo(VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI, REGIONS, IRQ_TYPES);
    }

    private int getRegionInfo() {
        if (!message.has(RegionInfo.SIZE) || argumentSize() < RegionInfo.SIZE) {
            return EINVAL;
        }
        int index = message.u32(8);
        if (Integer.compareUnsigned(index, REGIONS) >= 0) {
            return EINVAL;
        }
        boolean takesFds = version.orElseThrow().maxMsgFds() > 0;
        RegionInfo info = RegionInfo.of(index, regions[index], takesFds);
        int size = info.write(connection.replyPayload(), argumentSize());
        connection.reply(size, size == info.fullSize() ? info.fds() : List.of());
        return 0;
    }

    private int getIrqInfo() {
        if (!message.has(INFO_SIZE) || argumentSize() < INFO_SIZE) {
            return EINVAL;
        }
        int index = message.u32(8);
        return isIrqType(index) ? replyInfo(0, index, 0) : EINVAL;
    }

    /// There is no interrupt to set; but to disable all of none is no error.
    private int setIrqs() {
        if (!message.has(SET_IRQS_SIZE) || argumentSize() < SET_IRQS_SIZE) {
            return EINVAL;
        }
        int flags = message.u32(4);
        boolean bad =
                !isIrqType(message.u32(8))
                        || message.u32(12) != 0
                        || message.u32(16) != 0
                        || (flags & ~IRQ_ACTIONS) != VFIO_IRQ_SET_DATA_NONE
                        || Integer.bitCount(flags & IRQ_ACTIONS) != 1;
        return bad ? EINVAL : reply(0);
    }

    private static boolean isIrqType(int index) {
        return Integer.compareUnsigned(index, IRQ_TYPES) < 0;
    }

    private int read() {
        if (!message.has(Message.ACCESS_SIZE) || !isAccess()) {
            return EINVAL;
        }
        int count = message.u32(12);
        MemorySegment data = connection.replyData(count);
        data.fill((byte) 0);
        regions[message.u32(8)].reader().at(message.u64(0), data);
        return replyAccess(Message.ACCESS_SIZE + count);
    }

    private int write() {
        if (message.payloadSize() < Message.ACCESS_SIZE || !isAccess()) {
            return EINVAL;
        }
        int count = message.u32(12);
        if (!message.has(Message.ACCESS_SIZE + count)) {
            return EINVAL;
        }
        regions[message.u32(8)].writer().at(message.u64(0), message.data(count));
        return replyAccess(Message.ACCESS_SIZE);
    }

    /// Whether a REGION_READ or REGION_WRITE is of bytes that are there, and not of too many.
    private boolean isAccess() {
        int region = message.u32(8);
        int count = message.u32(12);
        return Integer.compareUnsigned(region, REGIONS) < 0
                && count > 0
                && count <= Message.MAX_DATA
                && regions[region].contains(message.u64(0), count);
    }

    private int replyAccess(int size) {
        MemorySegment.copy(
                message.payload(Message.ACCESS_SIZE),
                0,
                connection.replyPayload(),
                0,
                Message.ACCESS_SIZE);
        return reply(size);
    }

    private int reset() {
        if (!message.has(0)) {
            return EINVAL;
        }
        config.reset();
        device.reset();
        return reply(0);
    }

    /// How much the client has room for, or of some commands how much it sent; the first field.
    private long argumentSize() {
        return Integer.toUnsignedLong(message.u32(0));
    }

    /// What GET_INFO and GET_IRQ_INFO answer: `argsz` and three words.
    private int replyInfo(int first, int second, int third) {
        MemorySegment payload = connection.replyPayload();
        payload.set(JAVA_INT, 0, INFO_SIZE);
        payload.set(JAVA_INT, 4, first);
        payload.set(JAVA_INT, 8, second);
        payload.set(JAVA_INT, 12, third);
        return reply(INFO_SIZE);
    }

    private int reply(int payloadSize) {
        connection.reply(payloadSize, List.of());
        return 0;
    }

    /// The client is gone, and the device with it.
    @Override
    public void close() {
        try {
            device.close();
        } finally {
            connection.close();
        }
    }
}
