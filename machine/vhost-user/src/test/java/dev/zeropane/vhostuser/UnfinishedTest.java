// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A device that needs many turns for one request: it gets them without a kick, and messages of the
/// VMM are answered between them.
final class UnfinishedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// Answers a request in the turn the test wants.
    private static final class Slow implements VirtioDevice {
        final AtomicInteger turns = new AtomicInteger();
        volatile int needed;
        private Optional<Chain> taken = Optional.empty();

        private Slow(int needed) {
            this.needed = needed;
        }

        @Override
        public void available(int index, VirtQueue queue) {
            if (taken.isEmpty()) {
                taken = queue.pop();
            }
            if (taken.isPresent() && turns.incrementAndGet() >= needed) {
                taken.get().complete(MemorySegment.NULL, 0);
                taken = Optional.empty();
            }
        }

        @Override
        public boolean isUnfinished(int index) {
            return taken.isPresent();
        }

        @Override
        public void readConfig(long offset, MemorySegment target) {}

        @Override
        public void writeConfig(long offset, MemorySegment source) {}

        @Override
        public void memoryReplaced(GuestMemory memory) {}

        @Override
        public void reset() {
            taken = Optional.empty();
        }
    }

    private static void submit(TestVmm vmm) {
        long at = vmm.ram().allocate(4096);
        vmm.queue(0).submit(List.of(new DriverQueue.Buffer(at, 8, false)));
        vmm.queue(0).kick();
    }

    @Test
    void request_getsItsTurns_afterOneKick() {
        Slow device = new Slow(100);
        try (Served served = new Served(device);
                TestVmm vmm = served.vmm()) {
            submit(vmm);
            assertEquals(0, vmm.queue(0).await(PATIENCE).written());
            assertEquals(100, device.turns.get());
            assertEquals(List.of(), served.failures);
        }
    }

    @Test
    void messages_areAnsweredMeanwhile() {
        Slow device = new Slow(Integer.MAX_VALUE);
        try (Served served = new Served(device);
                TestVmm vmm = served.vmm()) {
            submit(vmm);
            for (int i = 0; i < 3; i++) {
                vmm.getFeatures();
            }
            // In force from the next turn on.
            device.needed = 0;
            assertEquals(0, vmm.queue(0).await(PATIENCE).written());
        }
    }

    @Test
    void stopped_getsNoTurn_andGoesOnWhenTheRingRunsAgain() {
        Slow device = new Slow(Integer.MAX_VALUE);
        try (Served served = new Served(device);
                TestVmm vmm = served.vmm()) {
            submit(vmm);
            served.settle(vmm);
            vmm.stop();
            served.settle(vmm);
            int stopped = device.turns.get();
            assertTrue(stopped > 0);
            served.settle(vmm);
            served.settle(vmm);
            assertEquals(stopped, device.turns.get());
            device.needed = 0;
            vmm.start();
            assertEquals(0, vmm.queue(0).await(PATIENCE).written());
        }
    }
}
