package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.EnumSource;

/// A guest that draws as fast as it can: we show the latest picture, our memory does not grow, and
/// what was counted adds up.
@EnumSource(names = "GPU_.*", mode = EnumSource.Mode.MATCH_ALL)
final class FlippingTest extends PairTest {
    /// At some 2000 flips a second.
    private static final Duration DRAWING = Duration.ofSeconds(12);

    /// Until then the JVM compiles, and its heap finds its size.
    private static final Duration TO_WARM_UP = Duration.ofSeconds(8);

    private static final long KIB_OF_ITS_OWN = 8 * 1024;

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
        pass(TO_WARM_UP);
        ProcessUsage before = usage();
        int drawn = Modetest.flips(guest);
        pass(DRAWING);
        int flips = Modetest.flips(guest) - drawn;
        ProcessUsage after = usage();
        Modetest.end(guest);
        String what = flips + " flips, before " + before + ", after " + after;
        assertTrue(flips > 0, what);
        assertTrue(after.residentKib() <= before.residentKib() + KIB_OF_ITS_OWN, what);
        assertTrue(ControlStats.number(stats().screen(), "flips") >= counted + drawn + flips, what);
    }

    private static void pass(Duration time) {
        long start = System.nanoTime();
        Await.untilTrue(
                () -> "time to pass",
                time.multipliedBy(2),
                () -> System.nanoTime() - start > time.toNanos());
    }

    private void assertCounts() {
        ControlStats stats = stats();
        stats.assertAddsUp();
        stats.assertAliased();
        assertTrue(stats.number("resources") <= RESOURCES, stats::toString);
        assertEquals(0, stats.number("guestFaults"), stats::toString);
        assertEquals(
                List.of("png", "vmm"),
                stats.displays().stream().map(display -> display.get("name")).toList());
    }

    private ControlStats stats() {
        return ControlStats.of(pair().server().process().pid());
    }

    private ProcessUsage usage() {
        return ProcessUsage.of(pair().server().process().pid());
    }
}
