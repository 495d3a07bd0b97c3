// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.FrontendException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A virtio-input driver (VIRTIO 1.3 §5.8). Buffers that came back with an event stay with the
/// driver until [#refill], so that a slow guest can be played. Owned by one thread.
///
/// ```
/// event: u16 type | u16 code | u32 value
/// config: u8 select | u8 subsel | u8 size | 5 bytes | up to 128 bytes
/// ```
public final class InputDriver {
    public static final int EVENT_QUEUE = 0;
    public static final int STATUS_QUEUE = 1;
    public static final int EVENT_SIZE = 8;

    private static final ValueLayout.OfShort LE16 = JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 = JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CONFIG_SIZE = 136;
    private static final int CONFIG_SIZE_AT = 2;
    private static final int CONFIG_UNION = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// An evdev event.
    public record Event(int type, int code, int value) {
        boolean ends() {
            return type == 0 && code == 0;
        }
    }

    private final TestVmm vmm;
    private final DriverQueue events;
    private final DriverQueue status;
    private final MemorySegment memory;
    private final long buffers;
    private final long statusAt;

    /// How many buffers the device has at most.
    private final int count;

    private int given;

    /// The address of the buffer of a head.
    private final long[] addresses;

    private final List<Long> free = new ArrayList<>();

    /// Starts the machine if it does not run, and gives the device as many buffers as fit its
    /// queue.
    public InputDriver(TestVmm vmm) {
        this(vmm, vmm.queue(EVENT_QUEUE).size());
    }

    /// As [#InputDriver(TestVmm)], with so many buffers.
    public InputDriver(TestVmm vmm, int count) {
        this.vmm = vmm;
        this.count = count;
        vmm.start();
        events = vmm.queue(EVENT_QUEUE);
        status = vmm.queue(STATUS_QUEUE);
        memory = vmm.ram().memory();
        addresses = new long[events.size()];
        buffers = vmm.ram().allocatePermanent((long) count * EVENT_SIZE);
        statusAt = vmm.ram().allocatePermanent(EVENT_SIZE);
        begin();
    }

    /// Gives the device all buffers anew, after a reset.
    public void begin() {
        given = 0;
        free.clear();
        for (int i = 0; i < count; i++) {
            free.add(buffers + (long) i * EVENT_SIZE);
        }
        refill();
    }

    /// What the configuration space says, asked as QEMU does: all of it is written for each byte
    /// the guest writes, and read for each it reads.
    ///
    /// @return as many bytes as `size` says
    public byte[] config(int select, int subsel) {
        byte[] written = new byte[CONFIG_SIZE];
        Arrays.fill(written, CONFIG_SIZE_AT, CONFIG_SIZE, (byte) 0xee);
        written[0] = (byte) select;
        vmm.setConfig(0, written);
        written[1] = (byte) subsel;
        vmm.setConfig(0, written);
        byte[] read = vmm.getConfig(0, CONFIG_SIZE);
        if (read[0] != (byte) select || read[1] != (byte) subsel) {
            throw new FrontendException("the device shows another selection than was made");
        }
        return Arrays.copyOfRange(
                read, CONFIG_UNION, CONFIG_UNION + Byte.toUnsignedInt(read[CONFIG_SIZE_AT]));
    }

    /// Gives back all buffers whose events were taken.
    public void refill() {
        for (long at : free) {
            memory.asSlice(at, EVENT_SIZE).fill((byte) 0xee);
            int head = events.submit(List.of(new DriverQueue.Buffer(at, EVENT_SIZE, true)));
            addresses[head] = at;
            given++;
        }
        free.clear();
        events.kick();
    }

    /// Buffers the device has.
    public int given() {
        return given;
    }

    /// The next event that is there already, if any.
    public Optional<Event> poll() {
        return events.poll().map(this::read);
    }

    /// The next event, waited for as a guest does, buffers given back meanwhile.
    public Event await() {
        refill();
        return read(events.await(PATIENCE));
    }

    /// The events up to the next `SYN_REPORT`, which is left out.
    public List<Event> frame() {
        List<Event> frame = new ArrayList<>();
        for (Event event = await(); !event.ends(); event = await()) {
            frame.add(event);
        }
        return frame;
    }

    private Event read(DriverQueue.Completion completion) {
        if (completion.written() != EVENT_SIZE) {
            throw new FrontendException("an event of " + completion.written() + " bytes");
        }
        long at = addresses[completion.head()];
        free.add(at);
        given--;
        return new Event(
                Short.toUnsignedInt(memory.get(LE16, at)),
                Short.toUnsignedInt(memory.get(LE16, at + 2)),
                memory.get(LE32, at + 4));
    }

    /// Tells the device of a state, such as that of an LED, and waits until it took notice.
    public void status(int type, int code, int value) {
        memory.set(LE16, statusAt, (short) type);
        memory.set(LE16, statusAt + 2, (short) code);
        memory.set(LE32, statusAt + 4, value);
        status.submit(List.of(new DriverQueue.Buffer(statusAt, EVENT_SIZE, false)));
        status.kick();
        status.await(PATIENCE);
    }
}
