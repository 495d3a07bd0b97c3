// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.Vmm;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sends any bytes on a device's queue 0 and waits for what comes back.
public final class RawRequests {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final GuestRam ram;
    private final DriverQueue queue;

    public RawRequests(Vmm vmm) {
        ram = vmm.ram();
        queue = vmm.queue(Vmm.CONTROL_QUEUE);
    }

    /// @return the response bytes the device says it wrote
    public byte[] send(byte[] bytes, int responseCapacity) {
        return send(bytes, responseCapacity, Integer.MAX_VALUE);
    }

    /// As [#send(byte[], int)], the request cut into descriptors of at most `pieceLength` bytes.
    public byte[] send(byte[] bytes, int responseCapacity, int pieceLength) {
        long size = (long) bytes.length + responseCapacity;
        long at = ram.allocate(size);
        try {
            MemorySegment.copy(bytes, 0, ram.at(at, bytes.length), JAVA_BYTE, 0, bytes.length);
            ram.at(at + bytes.length, responseCapacity).fill((byte) 0);
            int head = queue.submit(chain(at, bytes.length, responseCapacity, pieceLength));
            queue.kick();
            DriverQueue.Completion back = queue.await(LIMIT);
            if (back.head() != head || back.written() > responseCapacity) {
                throw new FrontendException(
                        "request %d with room for %d bytes completed as %s"
                                .formatted(head, responseCapacity, back));
            }
            return ram.at(at + bytes.length, back.written()).toArray(JAVA_BYTE);
        } finally {
            ram.free(at, size);
        }
    }

    private static List<DriverQueue.Buffer> chain(long at, int length, int capacity, int piece) {
        List<DriverQueue.Buffer> chain = new ArrayList<>();
        for (int done = 0; done < length; ) {
            int part = Math.min(piece, length - done);
            chain.add(new DriverQueue.Buffer(at + done, part, false));
            done += part;
        }
        if (capacity > 0) {
            chain.add(new DriverQueue.Buffer(at + length, capacity, true));
        }
        return chain;
    }
}
