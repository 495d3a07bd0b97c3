package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.ProcessUsage;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.EnumSource;

/// A guest that draws as fast as it can: we show the latest picture, and our memory does not grow.
@EnumSource(names = "GPU_.*", mode = EnumSource.Mode.MATCH_ALL)
final class FlippingTest extends PairTest {
    private static final Duration DRAWING = Duration.ofSeconds(20);
    private static final int TO_WARM_UP = 300;

    /// What a garbage collector leaves for later, and code compiled meanwhile.
    private static final long KIB_OF_ITS_OWN = 8 * 1024;

    @Override
    VmPair start() {
        return VmPair.linux(setup, "");
    }

    @Test
    @Order(1)
    void pageFlips() {
        Modetest.flip(pair().ours(), "1024x768");
        assertFlat();
        pair().assertSameWord("after-flips");
    }

    @Test
    @Order(2)
    void pageFlips_cursorStorm() {
        Modetest.start(pair().ours(), " -v -C" + Modetest.show(pair().ours(), 1, "1024x768"));
        assertFlat();
        pair().assertSameWord("after-cursor");
    }

    private void assertFlat() {
        Vm guest = pair().ours();
        Modetest.awaitFlips(guest, TO_WARM_UP);
        ProcessUsage before = usage();
        int flipsBefore = Modetest.flips(guest);
        long start = System.nanoTime();
        Await.untilTrue(
                () -> "the time to be over",
                DRAWING.multipliedBy(2),
                () -> System.nanoTime() - start > DRAWING.toNanos());
        int flips = Modetest.flips(guest) - flipsBefore;
        ProcessUsage after = usage();
        System.out.printf(
                "%s: %d flips in %d s, %s, then %s%n",
                setup, flips, DRAWING.toSeconds(), before, after);
        Modetest.end(guest);
        assertTrue(flips > 0, guest.run("cat /tmp/out"));
        assertTrue(
                after.residentKib() <= before.residentKib() + KIB_OF_ITS_OWN,
                "before " + before + ", after " + after);
    }

    private ProcessUsage usage() {
        return ProcessUsage.of(pair().server().process().pid());
    }
}
