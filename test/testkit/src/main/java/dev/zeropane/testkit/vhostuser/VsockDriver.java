// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.FrontendException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A virtio-vsock driver (VIRTIO 1.3 §5.10) as far as packets go: it sends any, and takes what
/// comes. Owned by one thread. [VsockGuest] makes connections of them.
///
/// ```
/// u64 src_cid | u64 dst_cid | u32 src_port | u32 dst_port | u32 len | u16 type | u16 op
/// u32 flags | u32 buf_alloc | u32 fwd_cnt | data
/// ```
public final class VsockDriver {
    public static final int RX = 0;
    public static final int TX = 1;
    public static final int HEADER = 44;
    public static final int HOST = 2;
    public static final int STREAM = 1;

    public static final int REQUEST = 1;
    public static final int RESPONSE = 2;
    public static final int RST = 3;
    public static final int SHUTDOWN = 4;
    public static final int RW = 5;
    public static final int CREDIT_UPDATE = 6;
    public static final int CREDIT_REQUEST = 7;

    /// Of SHUTDOWN.
    public static final int NO_RECEIVE = 1;

    public static final int NO_SEND = 2;

    /// The most data of one packet, as Linux's.
    public static final int MAX_DATA = 64 << 10;

    private static final int RX_BUFFER = 3776;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LE64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// A packet with any content.
    ///
    /// @param length what the header says, whatever data there is
    public record Packet(
            long sourceCid,
            long destinationCid,
            int sourcePort,
            int destinationPort,
            int length,
            int type,
            int op,
            int flags,
            int bufAlloc,
            int fwdCnt,
            byte[] data) {}

    private final TestVmm vmm;
    private final DriverQueue rx;
    private final DriverQueue tx;
    private final MemorySegment memory;
    private final long rxBuffers;
    private final long txBuffers;
    private final int rxCount;
    private final long[] rxAddresses;
    private final long[] txAddresses;
    private final List<Long> freeRx = new ArrayList<>();
    private final ArrayDeque<Long> freeTx = new ArrayDeque<>();

    /// Starts the machine if it does not run, and gives the device as many buffers as fit its
    /// queue.
    public VsockDriver(TestVmm vmm) {
        this.vmm = vmm;
        vmm.start();
        rx = vmm.queue(RX);
        tx = vmm.queue(TX);
        memory = vmm.ram().memory();
        rxCount = rx.size();
        rxAddresses = new long[rx.size()];
        txAddresses = new long[tx.size()];
        rxBuffers = vmm.ram().allocatePermanent((long) rxCount * RX_BUFFER);
        txBuffers = vmm.ram().allocatePermanent((long) txCount() * (HEADER + MAX_DATA));
        begin();
    }

    /// A chain takes two descriptors where there are no indirect ones.
    private int txCount() {
        return tx.size() / 2;
    }

    /// Gives the device all buffers anew, after a reset.
    public void begin() {
        freeRx.clear();
        freeTx.clear();
        for (int i = 0; i < rxCount; i++) {
            freeRx.add(rxBuffers + (long) i * RX_BUFFER);
        }
        for (int i = 0; i < txCount(); i++) {
            freeTx.add(txBuffers + (long) i * (HEADER + MAX_DATA));
        }
        refill();
    }

    /// Gives back all buffers whose packets were taken.
    public void refill() {
        for (long at : freeRx) {
            memory.asSlice(at, RX_BUFFER).fill((byte) 0xee);
            int head = rx.submit(List.of(new DriverQueue.Buffer(at, RX_BUFFER, true)));
            rxAddresses[head] = at;
        }
        freeRx.clear();
        rx.kick();
    }

    /// Sends a packet, once there is a buffer for it.
    public void send(Packet packet) {
        send(packet, HEADER);
    }

    /// Sends a packet whose header is cut short.
    public void send(Packet packet, int headerBytes) {
        reclaim();
        if (freeTx.isEmpty()) {
            freeTx.add(txAddresses[tx.await(PATIENCE).head()]);
        }
        long at = freeTx.remove();
        MemorySegment header = memory.asSlice(at, HEADER);
        header.set(LE64, 0, packet.sourceCid);
        header.set(LE64, 8, packet.destinationCid);
        header.set(LE32, 16, packet.sourcePort);
        header.set(LE32, 20, packet.destinationPort);
        header.set(LE32, 24, packet.length);
        header.set(LE16, 28, (short) packet.type);
        header.set(LE16, 30, (short) packet.op);
        header.set(LE32, 32, packet.flags);
        header.set(LE32, 36, packet.bufAlloc);
        header.set(LE32, 40, packet.fwdCnt);
        List<DriverQueue.Buffer> chain = new ArrayList<>();
        chain.add(new DriverQueue.Buffer(at, headerBytes, false));
        if (packet.data.length > 0) {
            MemorySegment.copy(packet.data, 0, memory, JAVA_BYTE, at + HEADER, packet.data.length);
            chain.add(new DriverQueue.Buffer(at + HEADER, packet.data.length, false));
        }
        txAddresses[tx.submit(chain)] = at;
        tx.kick();
    }

    private void reclaim() {
        for (Optional<DriverQueue.Completion> used = tx.poll();
                used.isPresent();
                used = tx.poll()) {
            freeTx.add(txAddresses[used.get().head()]);
        }
    }

    /// Packets that were sent and that the device has not taken.
    public int untaken() {
        reclaim();
        return txCount() - freeTx.size();
    }

    /// The next packet that is there already, if any. Its buffer stays here until [#refill].
    public Optional<Packet> poll() {
        return rx.poll().map(this::read);
    }

    /// The next packet; buffers are given back before it is waited for.
    public Packet await() {
        refill();
        return read(rx.await(PATIENCE));
    }

    private Packet read(DriverQueue.Completion completion) {
        long at = rxAddresses[completion.head()];
        freeRx.add(at);
        long written = completion.written();
        if (written < HEADER || written > RX_BUFFER) {
            throw new FrontendException("a packet of " + written + " bytes");
        }
        MemorySegment from = memory.asSlice(at, written);
        int length = from.get(LE32, 24);
        if (length != written - HEADER) {
            throw new FrontendException(length + " bytes of data in a packet of " + written);
        }
        return new Packet(
                from.get(LE64, 0),
                from.get(LE64, 8),
                from.get(LE32, 16),
                from.get(LE32, 20),
                length,
                Short.toUnsignedInt(from.get(LE16, 28)),
                Short.toUnsignedInt(from.get(LE16, 30)),
                from.get(LE32, 32),
                from.get(LE32, 36),
                from.get(LE32, 40),
                from.asSlice(HEADER, length).toArray(JAVA_BYTE));
    }

    public TestVmm vmm() {
        return vmm;
    }
}
