// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A device or its owner fails in the middle of something: what depends on the rest of it goes on.
final class FailureTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String FAILURE = "the device failed, as the test wants";

    /// Gives every request back, and fails when it has done so with the first of a turn.
    private static class Device implements VirtioDevice {
        @Override
        public void available(int index, VirtQueue queue) {
            for (int left = queue.size(); left > 0; left--) {
                Optional<Chain> chain = queue.pop();
                if (chain.isEmpty()) {
                    return;
                }
                chain.get().complete(MemorySegment.NULL, 0);
                fail();
            }
        }

        void fail() {
            throw new IllegalStateException(FAILURE);
        }

        @Override
        public void readConfig(long offset, MemorySegment target) {}

        @Override
        public void writeConfig(long offset, MemorySegment source) {}

        @Override
        public void memoryReplaced(GuestMemory memory) {}

        @Override
        public void reset() {}
    }

    private static void submit(TestVmm vmm, int count) {
        long at = vmm.ram().allocate(4096);
        for (int i = 0; i < count; i++) {
            vmm.queue(0).submit(List.of(new DriverQueue.Buffer(at, 8, false)));
        }
    }

    @Test
    void failureWithinABatch_theRestIsServed_andTheNextKickIsAskedFor() {
        try (Served served = new Served(new Device());
                TestVmm vmm = served.vmm()) {
            TestQueue queue = vmm.queue(0);
            for (int round = 0; round < 3; round++) {
                submit(vmm, 5);
                queue.kick();
                for (int i = 0; i < 5; i++) {
                    assertEquals(0, queue.await(PATIENCE).written());
                }
            }
            served.settle(vmm);
            assertEquals(15, served.failures.size());
            assertEquals(FAILURE, served.failures.getFirst().getMessage());
        }
    }

    /// Requests may be waiting when a ring starts.
    @Test
    void failureWhileARingStarts_theFrontEndIsStillServed() {
        try (Served served = new Served(new Device());
                TestVmm vmm = served.vmm()) {
            vmm.stop();
            submit(vmm, 3);
            vmm.start();
            for (int i = 0; i < 3; i++) {
                vmm.queue(0).await(PATIENCE);
            }
            served.settle(vmm);
            assertEquals(3, served.failures.size());
            assertEquals(List.of(), served.faults);
        }
    }

    @Test
    void failuresThatLeadNowhere_endTheRing_andNothingElse() {
        Device device =
                new Device() {
                    @Override
                    public void available(int index, VirtQueue queue) {
                        if (index == 0) {
                            fail();
                        }
                    }
                };
        try (Served served = new Served(device);
                TestVmm vmm = served.vmm()) {
            submit(vmm, 1);
            vmm.queue(0).kick();
            assertTrue(vmm.errorFd(0).fd().awaitReadable(PATIENCE));
            served.settle(vmm);
            // A ring that starts is looked at before anything is in it.
            assertTrue(
                    served.failures.size() >= Vring.MAX_FAILED_TURNS
                            && served.failures.size() <= Vring.MAX_FAILED_TURNS + 4,
                    () -> "" + served.failures.size());
            assertEquals(1, served.faults.size(), served.faults::toString);
        }
    }

    /// Its owner cannot take note of a front-end: that does not make room for a second one.
    @Test
    void ownerFailsToTakeNote_theNextFrontEndWaitsAllTheSame() {
        AtomicBoolean fails = new AtomicBoolean(true);
        Runnable connected =
                () -> {
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException(FAILURE);
                    }
                };
        try (Served served = new Served(new Device(), connected);
                UnixSocket second = waiting(served)) {
            assertTrue(second.fd().awaitReadable(PATIENCE));
            assertEquals(FAILURE, served.failures.getFirst().getMessage());
        }
    }

    /// One that connected while another was served, and is not answered before that has gone.
    private static UnixSocket waiting(Served served) {
        try (TestVmm first = served.vmm()) {
            UnixSocket second = UnixSocket.connect(served.path);
            try (Arena arena = Arena.ofConfined()) {
                // GET_FEATURES
                MemorySegment message = arena.allocate(12, 4);
                message.set(ValueLayout.JAVA_INT, 0, 1);
                message.set(ValueLayout.JAVA_INT, 4, 1);
                assertEquals(12, second.send(message, List.of()));
            }
            served.settle(first);
            served.settle(first);
            assertFalse(second.fd().awaitReadable(Duration.ZERO));
            return second;
        }
    }
}
