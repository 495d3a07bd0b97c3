// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Rounds;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// A guest that draws as fast as it can: we show the latest picture, our memory does not grow, and
/// what was counted adds up.
@MethodSource("dev.zeropane.it.rig.Setup#oneGpu")
final class FlippingTest extends PairTest {
    private static final int FLIPS = Rounds.of(3_000, 12_000);

    /// Until then whatever is made only once has been made.
    private static final int FLIPS_TO_WARM_UP = 600;

    /// Less than 90 bytes for each flip.
    private static final long SPARE_KIB = 256;

    /// Of a picture on its way to a file.
    private static final int SPARE_MAPPINGS = 2;

    /// The file, and the pipe of an update on its way to the VMM.
    private static final int SPARE_DESCRIPTORS = 3;

    /// What there is once the console is back, with a picture for the pointer.
    private static final int RESOURCES = 2;

    @Override
    VmPair start() {
        return VmPair.linux(setup, "");
    }

    @Test
    @Order(1)
    void pageFlips() {
        assertFlat("");
        pair().assertSameWord("after-flips");
        assertCounts();
    }

    @Test
    @Order(2)
    void pageFlips_cursorStorm() {
        assertFlat(" -C");
        pair().assertSameWord("after-cursor");
        assertCounts();
        assertTrue(ControlStats.number(stats().screen(), "cursors") > 0, stats()::toString);
    }

    private void assertFlat(String more) {
        Vm guest = pair().ours();
        long counted = ControlStats.number(stats().screen(), "flips");
        Modetest.start(guest, " -v" + more + Modetest.show(guest, 1, "1024x768"));
        Modetest.awaitFlips(guest, FLIPS_TO_WARM_UP);
        JvmMemory memory = memory();
        ProcessUsage usage = usage();
        Modetest.awaitFlips(guest, FLIPS);
        ProcessUsage usageAfter = usage();
        JvmMemory memoryAfter = memory();
        Modetest.end(guest);
        assertTrue(
                memoryAfter.moreThan(memory) <= SPARE_KIB, () -> memory + " became " + memoryAfter);
        String usages = usage + " became " + usageAfter;
        assertTrue(usageAfter.mappings() <= usage.mappings() + SPARE_MAPPINGS, usages);
        assertTrue(usageAfter.descriptors() <= usage.descriptors() + SPARE_DESCRIPTORS, usages);
        long flips = ControlStats.number(stats().screen(), "flips") - counted;
        assertTrue(flips >= Modetest.flips(guest), () -> flips + " flips");
    }

    private void assertCounts() {
        ControlStats stats = stats();
        stats.assertAddsUp();
        stats.assertAliased();
        assertTrue(stats.number("resources") <= RESOURCES, stats::toString);
        assertEquals(0, stats.number("guestFaults"), stats::toString);
        // The PNG files and the VMM.
        assertEquals(2, stats.displays().size(), stats::toString);
    }

    private ControlStats stats() {
        return ControlStats.of(pair().server().process().pid());
    }

    private JvmMemory memory() {
        return JvmMemory.of(pair().server().process().pid());
    }

    private ProcessUsage usage() {
        return ProcessUsage.of(pair().server().process().pid());
    }
}
