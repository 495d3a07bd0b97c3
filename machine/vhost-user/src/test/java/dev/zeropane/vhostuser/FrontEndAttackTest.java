// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// Attacks of a front-end: afterwards the next connection serves.
@Tag("hostile")
abstract class FrontEndAttackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Served served;

    @BeforeAll
    static void serve() {
        served = new Served(new DeviceBinding(0, 2, Map.of()), new AnsweringDevice(), () -> {});
    }

    @AfterAll
    static void end() {
        try (Served all = served) {
            assertEquals(List.of(), all.failures);
        }
    }

    @AfterEach
    final void nextConnectionServes() {
        try (TestVmm next = connect()) {
            assertServes(next);
        }
    }

    static void assertServes(TestVmm vmm) {
        long at = vmm.ram().allocate(4096);
        TestQueue queue = vmm.queue(0);
        queue.submit(List.of(new DriverQueue.Buffer(at, 1, true)));
        queue.kick();
        assertEquals(1, queue.await(PATIENCE).written());
        vmm.ram().free(at, 4096);
    }

    static TestVmm connect() {
        return served.vmm();
    }

    static TestVmm connectOnly() {
        return TestVmm.connectOnly(served.path, Served.MACHINE);
    }

    static Served served() {
        return served;
    }

    static void awaitClosed(TestVmm vmm) {
        Await.untilTrue(() -> "the connection to be closed", PATIENCE, vmm::isClosedByPeer);
    }

    static void awaitBroken(TestVmm vmm, int queue) {
        Await.untilTrue(
                () -> "queue " + queue + " to be given up",
                PATIENCE,
                () -> vmm.errorFd(queue).drain() > 0);
    }

    /// The lines that were said since.
    static List<String> faultsSince(int before) {
        synchronized (served.faults) {
            return List.copyOf(served.faults.subList(before, served.faults.size()));
        }
    }

    /// Until a line was said that contains this.
    static void awaitFault(int before, String said) {
        Await.untilTrue(
                () -> said + ": " + faultsSince(before),
                PATIENCE,
                () -> faultsSince(before).stream().anyMatch(line -> line.contains(said)));
    }
}
