// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.EventFd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DriverQueueTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final GuestRam ram = new GuestRam(4 << 20, false);
    private final EventFd kick = EventFd.create("kick");
    private final EventFd call = EventFd.create("call");

    private DriverQueue queue(int size, boolean indirect, boolean eventIdx) {
        DriverQueue queue = new DriverQueue(ram, 0, size, kick, call);
        queue.negotiated(indirect, eventIdx);
        return queue;
    }

    private MemorySegment used(DriverQueue queue) {
        return ram.at(queue.usedAddress(), 4 + queue.size() * 8L + 2);
    }

    @AfterEach
    void close() {
        kick.close();
        call.close();
        ram.close();
    }

    private static List<DriverQueue.Buffer> buffers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DriverQueue.Buffer(0x10000 + i * 256L, 16 + i, i == count - 1))
                .toList();
    }

    private static List<TinyDevice.Piece> pieces(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TinyDevice.Piece(0x10000 + i * 256L, 16 + i, i == count - 1))
                .toList();
    }

    @Test
    void await_deviceIsSilent_timesOut() {
        DriverQueue queue = queue(8, false, true);
        queue.submit(buffers(2));
        assertThrows(FrontendException.TimedOut.class, () -> queue.await(SHORT));
    }

    @Test
    void await_meanwhileWork_isDoneByTheWaitingThread() {
        DriverQueue queue = queue(8, false, true);
        TinyDevice device = new TinyDevice(ram, queue, true);
        queue.meanwhile(() -> {
            int taken = device.take();
            if (taken >= 0) {
                device.use(taken, 1);
            }
            return taken >= 0;
        });
        int head = queue.submit(buffers(2));
        assertEquals(head, queue.await(LONG).head());
    }

    @Test
    void await_deviceForgetsToSignal_saysSo() {
        DriverQueue queue = queue(8, false, true);
        int head = queue.submit(buffers(2));
        // By then it waits.
        queue.meanwhile(() -> {
            used(queue).set(ValueLayout.JAVA_INT, 4, head);
            used(queue).set(ValueLayout.JAVA_SHORT, 2, (short) 1);
            return false;
        });
        assertThrows(FrontendException.LostWakeUp.class, () -> queue.await(SHORT));
    }

    @Test
    void poll_deviceUsesWhatWasNotSubmitted_throws() {
        DriverQueue queue = queue(8, false, false);
        new TinyDevice(ram, queue, false).use(3, 0);
        assertThrows(FrontendException.class, queue::poll);
    }

    @Test
    void submit_ringIsFull_throwsAndRecovers() {
        DriverQueue queue = queue(4, false, false);
        TinyDevice device = new TinyDevice(ram, queue, false);
        queue.submit(buffers(3));
        assertThrows(FrontendException.NoRoom.class, () -> queue.submit(buffers(2)));
        device.use(device.take(), 0);
        assertTrue(queue.poll().isPresent());
        queue.submit(buffers(4));
        assertEquals(pieces(4), device.chain(device.take()));
    }

    @Test
    void submit_direct_chainIsSeenByDeviceInOrder() {
        DriverQueue queue = queue(8, false, false);
        queue.submit(buffers(5));
        TinyDevice device = new TinyDevice(ram, queue, false);
        assertEquals(pieces(5), device.chain(device.take()));
    }

    @Test
    void submit_indirect_takesOneDescriptorEach() {
        DriverQueue queue = queue(4, true, false);
        TinyDevice device = new TinyDevice(ram, queue, false);
        for (int i = 0; i < 4; i++) {
            queue.submit(buffers(4));
            assertEquals(pieces(4), device.chain(device.take()));
        }
        assertThrows(FrontendException.NoRoom.class, () -> queue.submit(buffers(2)));
    }

    @Test
    void completions_outOfOrder_freeTheRightChains() {
        DriverQueue queue = queue(8, false, false);
        TinyDevice device = new TinyDevice(ram, queue, false);
        for (int round = 0; round < 40_000; round++) {
            int first = queue.submit(buffers(3));
            int second = queue.submit(buffers(2));
            assertEquals(first, device.take());
            assertEquals(second, device.take());
            device.use(second, 2);
            device.use(first, 1);
            assertEquals(new DriverQueue.Completion(second, 2), queue.poll().orElseThrow());
            assertEquals(new DriverQueue.Completion(first, 1), queue.poll().orElseThrow());
        }
        queue.submit(buffers(8));
        assertEquals(pieces(8), device.chain(device.take()));
    }

    @Test
    void kick_eventIdx_onlyWhenAskedFor() {
        DriverQueue queue = queue(8, true, true);
        TinyDevice device = new TinyDevice(ram, queue, true);
        device.wantKick();
        queue.submit(buffers(2));
        queue.kick();
        assertEquals(1, kick.drain());
        queue.submit(buffers(2));
        queue.kick();
        assertEquals(0, kick.drain());
        device.take();
        device.take();
        device.wantKick();
        queue.submit(buffers(2));
        queue.submit(buffers(2));
        queue.kick();
        assertEquals(1, kick.drain());
    }

    @Test
    void kick_noNotifyFlag_suppressesIt() {
        DriverQueue queue = queue(8, true, false);
        used(queue).set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        queue.submit(buffers(1));
        queue.kick();
        assertEquals(0, kick.drain());
    }

    @Test
    void waitFor_two_isSignalledOnce() {
        DriverQueue queue = queue(8, true, true);
        TinyDevice device = new TinyDevice(ram, queue, true);
        queue.submit(buffers(2));
        queue.submit(buffers(2));
        assertThrows(FrontendException.TimedOut.class, () -> queue.waitFor(2, SHORT.toNanos()));
        device.use(device.take(), 0);
        assertEquals(0, device.signals);
        device.use(device.take(), 0);
        assertEquals(1, device.signals);
    }

    @Test
    void await_racingDevice_losesNoWakeUp() throws InterruptedException {
        int requests = 70_000;
        DriverQueue queue = queue(8, true, true);
        TinyDevice device = new TinyDevice(ram, queue, true);
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int done = 0; done < requests; ) {
                                int head = device.take();
                                if (head < 0) {
                                    Thread.onSpinWait();
                                } else {
                                    device.use(head, done++);
                                }
                            }
                        });
        for (int i = 0; i < requests; i++) {
            int head = queue.submit(buffers(2));
            assertEquals(new DriverQueue.Completion(head, i), queue.await(LONG));
        }
        thread.join();
    }
}
