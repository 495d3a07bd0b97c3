// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.testkit.vhostuser.InputDriver;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A driver as UEFI's: it puts its buffers, which are larger than an event, into the ring and tells
/// nobody; the device has to look by itself.
final class SilentDriver {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int BUFFER_SIZE = 64;

    private final DriverQueue queue;
    private final MemorySegment memory;
    private final long buffers;
    private final int count;
    private final long[] addresses;

    SilentDriver(ServedDevice served) {
        queue = served.vmm().queue(InputDriver.EVENT_QUEUE);
        count = queue.size();
        buffers = served.vmm().ram().allocate((long) count * BUFFER_SIZE);
        memory = served.vmm().ram().at(buffers, (long) count * BUFFER_SIZE);
        addresses = new long[count];
    }

    /// Puts all buffers into the ring.
    void give() {
        for (int i = 0; i < count; i++) {
            long at = (long) i * BUFFER_SIZE;
            memory.asSlice(at, BUFFER_SIZE).fill((byte) 0xee);
            int head =
                    queue.submit(List.of(new DriverQueue.Buffer(buffers + at, BUFFER_SIZE, true)));
            addresses[head] = at;
        }
    }

    void kick() {
        queue.kick();
    }

    /// What is in the buffers once all have come back.
    List<InputDriver.Event> take() {
        List<InputDriver.Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = addresses[queue.await(PATIENCE).head()];
            events.add(
                    new InputDriver.Event(
                            memory.get(ValueLayout.JAVA_SHORT, at),
                            memory.get(ValueLayout.JAVA_SHORT, at + 2),
                            memory.get(ValueLayout.JAVA_INT, at + 4)));
        }
        return events;
    }
}
