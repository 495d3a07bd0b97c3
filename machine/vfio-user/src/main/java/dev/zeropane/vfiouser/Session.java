// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.ENOSYS;
import static dev.zeropane.vfiouser.VfioUser.*;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.linux.serve.PeerSession;
import dev.zeropane.pci.ConfigSpace;
import dev.zeropane.pci.PciDevice;
import dev.zeropane.vfiouser.protocol.DeviceInfo;
import dev.zeropane.vfiouser.protocol.DmaMap;
import dev.zeropane.vfiouser.protocol.DmaUnmap;
import dev.zeropane.vfiouser.protocol.IrqInfo;
import dev.zeropane.vfiouser.protocol.IrqSet;
import dev.zeropane.vfiouser.protocol.RegionAccess;
import dev.zeropane.vfiouser.protocol.RegionInfo;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// One client's connection and its device, from the first message to the last. Each command has a
/// method, which replies and returns 0, or returns the error number for the reply. Loop thread
/// only.
final class Session implements PeerSession {
    /// Six BARs, the ROM, and the configuration space (`VFIO_PCI_..._REGION_INDEX`); no VGA ranges.
    private static final int REGIONS = 8;

    private static final int CONFIG_REGION = 7;

    /// INTx, MSI and MSI-X (`VFIO_PCI_..._IRQ_INDEX`); the device has no interrupt of these types.
    /// QEMU expects an error for the error interrupt (index 3).
    private static final int IRQ_TYPES = 3;

    private static final int IRQ_ACTIONS =
            VFIO_IRQ_SET_ACTION_MASK | VFIO_IRQ_SET_ACTION_UNMASK | VFIO_IRQ_SET_ACTION_TRIGGER;

    /// After this many messages the loop's other work comes first, so that no client can block it.
    private static final int MESSAGES_PER_TURN = 64;

    private final Connection connection;
    private final Message message;
    private final PciDevice device;
    private final ConfigSpace config;
    private final Region[] regions = new Region[REGIONS];
    private Optional<Version> version = Optional.empty();

    /// Owns socket and device from now on, also if this throws.
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
                return !connection.hasEnded();
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

    /// Only checks the request: the device never accesses guest RAM. Ranges may repeat, overlap, or
    /// be the device's own BARs.
    private int dmaMap() {
        if (message.payloadSize() != DmaMap.SIZE) {
            return EINVAL;
        }
        DmaMap map = DmaMap.read(message.payload(DmaMap.SIZE));
        boolean bad =
                map.argumentSize() < DmaMap.SIZE
                        || (map.flags() & ~(VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)) != 0
                        || isNoRange(map.offset(), map.size())
                        || isNoRange(map.address(), map.size());
        return bad ? EINVAL : reply(0);
    }

    private int dmaUnmap() {
        if (!message.has(DmaUnmap.SIZE)) {
            return EINVAL;
        }
        DmaUnmap unmap = DmaUnmap.read(message.payload(DmaUnmap.SIZE));
        boolean everything = unmap.flags() == VFIO_DMA_UNMAP_FLAG_ALL;
        boolean bad =
                unmap.argumentSize() < DmaUnmap.SIZE
                        || (!everything
                                && (unmap.flags() != 0
                                        || isNoRange(unmap.address(), unmap.size())));
        if (bad) {
            return EINVAL;
        }
        unmap.write(connection.replyPayload());
        return reply(DmaUnmap.SIZE);
    }

    /// @param start unsigned, as `size`
    private static boolean isNoRange(long start, long size) {
        return size == 0 || Long.compareUnsigned(start + (size - 1), start) < 0;
    }

    private int getInfo() {
        if (!message.has(DeviceInfo.SIZE)
                || DeviceInfo.read(message.payload(DeviceInfo.SIZE)).argumentSize()
                        < DeviceInfo.SIZE) {
            return EINVAL;
        }
        int flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI;
        new DeviceInfo(DeviceInfo.SIZE, flags, REGIONS, IRQ_TYPES).write(connection.replyPayload());
        return reply(DeviceInfo.SIZE);
    }

    private int getRegionInfo() {
        if (!message.has(RegionInfo.SIZE)) {
            return EINVAL;
        }
        RegionInfo asked = RegionInfo.read(message.payload(RegionInfo.SIZE));
        int index = asked.index();
        if (asked.argumentSize() < RegionInfo.SIZE
                || Integer.compareUnsigned(index, REGIONS) >= 0) {
            return EINVAL;
        }
        boolean takesFds = version.orElseThrow().maxMsgFds() > 0;
        RegionReply reply = RegionReply.of(index, regions[index], takesFds);
        int size = reply.write(connection.replyPayload(), asked.argumentSize());
        connection.reply(size, size == reply.fullSize() ? reply.fds() : List.of());
        return 0;
    }

    private int getIrqInfo() {
        if (!message.has(IrqInfo.SIZE)) {
            return EINVAL;
        }
        IrqInfo asked = IrqInfo.read(message.payload(IrqInfo.SIZE));
        if (asked.argumentSize() < IrqInfo.SIZE || !isIrqType(asked.index())) {
            return EINVAL;
        }
        new IrqInfo(IrqInfo.SIZE, 0, asked.index(), 0).write(connection.replyPayload());
        return reply(IrqInfo.SIZE);
    }

    /// There are no interrupts, but disabling all interrupts is no error.
    private int setIrqs() {
        if (!message.has(IrqSet.SIZE)) {
            return EINVAL;
        }
        IrqSet set = IrqSet.read(message.payload(IrqSet.SIZE));
        boolean bad =
                set.argumentSize() < IrqSet.SIZE
                        || !isIrqType(set.index())
                        || set.start() != 0
                        || set.count() != 0
                        || (set.flags() & ~IRQ_ACTIONS) != VFIO_IRQ_SET_DATA_NONE
                        || Integer.bitCount(set.flags() & IRQ_ACTIONS) != 1;
        return bad ? EINVAL : reply(0);
    }

    private static boolean isIrqType(int index) {
        return Integer.compareUnsigned(index, IRQ_TYPES) < 0;
    }

    private int read() {
        if (!message.has(RegionAccess.SIZE)) {
            return EINVAL;
        }
        RegionAccess access = RegionAccess.read(message.payload(RegionAccess.SIZE));
        if (!isWithin(access)) {
            return EINVAL;
        }
        int count = (int) access.count();
        MemorySegment data = connection.replyData(count);
        data.fill((byte) 0);
        regions[access.region()].reader().access(access.offset(), data);
        access.write(connection.replyPayload());
        return reply(RegionAccess.SIZE + count);
    }

    private int write() {
        if (message.payloadSize() < RegionAccess.SIZE) {
            return EINVAL;
        }
        RegionAccess access = RegionAccess.read(message.payload(RegionAccess.SIZE));
        if (!isWithin(access)) {
            return EINVAL;
        }
        int count = (int) access.count();
        if (!message.has(RegionAccess.SIZE + count)) {
            return EINVAL;
        }
        regions[access.region()].writer().access(access.offset(), message.data(count));
        access.write(connection.replyPayload());
        return reply(RegionAccess.SIZE);
    }

    /// Whether an access lies within its region, and is not too large.
    private boolean isWithin(RegionAccess access) {
        return Integer.compareUnsigned(access.region(), REGIONS) < 0
                && access.count() > 0
                && access.count() <= Message.MAX_DATA
                && regions[access.region()].contains(access.offset(), access.count());
    }

    private int reset() {
        if (!message.has(0)) {
            return EINVAL;
        }
        config.reset();
        device.reset();
        return reply(0);
    }

    private int reply(int payloadSize) {
        connection.reply(payloadSize, List.of());
        return 0;
    }

    /// The client is gone: closes its device.
    @Override
    public void close() {
        try {
            device.close();
        } finally {
            connection.close();
        }
    }
}
