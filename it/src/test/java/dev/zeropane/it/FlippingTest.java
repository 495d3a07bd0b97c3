package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.ProcessUsage;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.EnumSource;

/// A guest that draws as fast as it can: we show the latest picture, our memory does not grow, and
/// what was counted adds up.
@EnumSource(names = "GPU_.*", mode = EnumSource.Mode.MATCH_ALL)
final class FlippingTest extends PairTest {
    /// As many as 200 a second for a minute; an emulated guest makes some 500 a second.
    private static final int FLIPS = 12_000;

    private static final int FLIPS_WITH_CURSOR = 3_000;

    /// Until then the JVM compiles, and its heap finds its size.
    private static final int FLIPS_TO_WARM_UP = 6_000;

    private static final long KIB_OF_ITS_OWN = 8 * 1024;

    /// A JVM maps memory of its own now and then.
    private static final int MAPPINGS_OF_ITS_OWN = 15;

    /// What there is once the console is back, with a picture for the pointer.
    private static final int RESOURCES = 2;

    @Override
    VmPair start() {
        return VmPair.linux(setup, "");
    }

    @Test
    @Order(1)
    void pageFlips() {
        assertFlat("", FLIPS);
        pair().assertSameWord("after-flips");
        assertCounts();
    }

    @Test
    @Order(2)
    void pageFlips_cursorStorm() {
        assertFlat(" -C", FLIPS_WITH_CURSOR);
        pair().assertSameWord("after-cursor");
        assertCounts();
        assertTrue(ControlStats.number(stats().screen(), "cursors") > 0, stats()::toString);
    }

    private void assertFlat(String more, int wanted) {
        Vm guest = pair().ours();
        long counted = ControlStats.number(stats().screen(), "flips");
        Modetest.start(guest, " -v" + more + Modetest.show(guest, 1, "1024x768"));
        Modetest.awaitFlips(guest, FLIPS_TO_WARM_UP);
        ProcessUsage before = usage();
        Modetest.awaitFlips(guest, wanted);
        ProcessUsage after = usage();
        Modetest.end(guest);
        String what = "before " + before + ", after " + after;
        assertTrue(after.residentKib() <= before.residentKib() + KIB_OF_ITS_OWN, what);
        assertTrue(after.mappings() <= before.mappings() + MAPPINGS_OF_ITS_OWN, what);
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

    private ProcessUsage usage() {
        return ProcessUsage.of(pair().server().process().pid());
    }
}
