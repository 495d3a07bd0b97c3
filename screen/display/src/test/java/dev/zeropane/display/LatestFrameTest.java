// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LatestFrameTest {
    private static final SurfaceStats ONE_DROPPED = new SurfaceStats(0, 1, 0);

    private final LatestFrame latest = new LatestFrame();
    private final Frame frame = frame(20);
    private final Frame other = frame(30);

    private static Frame frame(int height) {
        return new Frame(10, height, PixelFormat.XRGB8888, 40, 0, reader -> false);
    }

    private static Rect rows(int y, int height) {
        return new Rect(0, y, 10, height);
    }

    @Test
    void show_allOfTheFrame_isTaken_once() {
        latest.show(frame);
        assertEquals(Optional.of(new LatestFrame.Update(frame, frame.bounds())), latest.take());
        assertEquals(Optional.empty(), latest.take());
        assertEquals(Optional.of(frame), latest.frame());
        assertEquals(SurfaceStats.NONE, latest.stats());
    }

    @Test
    void show_overAFrameThatWaits_dropsIt() {
        latest.show(frame);
        latest.show(other);
        assertEquals(other, latest.take().orElseThrow().frame());
        assertEquals(ONE_DROPPED, latest.stats());
    }

    @Test
    void damage_addsUp_withinTheFrame() {
        latest.show(frame);
        assertTrue(latest.take().isPresent());
        assertTrue(latest.damage(rows(0, 2)));
        assertTrue(latest.damage(rows(18, 100)));
        assertFalse(latest.damage(rows(20, 1)));
        assertEquals(Optional.of(rows(0, 20)), latest.take(frame));
        assertEquals(ONE_DROPPED, latest.stats());
    }

    @Test
    void damage_nothingShown_isNone() {
        assertFalse(latest.damage(rows(0, 2)));
        assertFalse(latest.isDamaged());
    }

    @Test
    void damageMore_isOfTheUpdateThatWaits() {
        latest.show(frame);
        assertTrue(latest.damageMore(rows(0, 2)));
        assertEquals(Optional.of(frame.bounds()), latest.take(frame));
        assertTrue(latest.damageMore(rows(0, 2)));
        latest.off();
        assertEquals(ONE_DROPPED, latest.stats());
    }

    @Test
    void take_ofAnotherFrame_isNothing_andLosesNothing() {
        latest.show(other);
        assertEquals(Optional.empty(), latest.take(frame));
        assertEquals(Optional.of(other.bounds()), latest.take(other));
    }

    @Test
    void giveBack_isTakenAgain_unlessAnotherIsShown() {
        latest.show(frame);
        Rect taken = latest.take(frame).orElseThrow();
        latest.giveBack(frame, taken);
        assertEquals(Optional.of(taken), latest.take(frame));
        latest.show(other);
        assertTrue(latest.take().isPresent());
        latest.giveBack(frame, taken);
        assertFalse(latest.isDamaged());
    }

    @Test
    void takeRows_fromTop_untilAllIsTaken() {
        latest.show(frame);
        assertEquals(rows(0, 8), latest.takeRows(8));
        assertTrue(latest.damage(rows(0, 1)));
        assertEquals(rows(0, 8), latest.takeRows(8));
        assertEquals(rows(8, 12), latest.takeRows(12));
        assertFalse(latest.isDamaged());
        assertTrue(latest.endUpdate());
        assertFalse(latest.endUpdate());
        assertEquals(ONE_DROPPED, latest.stats());
    }

    @Test
    void resumeUpdate_waitsAgain_andIsOvertaken() {
        latest.show(frame);
        assertTrue(latest.endUpdate());
        latest.resumeUpdate();
        latest.off();
        assertEquals(ONE_DROPPED, latest.stats());
    }

    @Test
    void repeat_isNoUpdate() {
        latest.show(frame);
        assertTrue(latest.take().isPresent());
        latest.repeat(rows(1, 1));
        assertEquals(rows(1, 1), latest.damage());
        latest.repeatAll();
        assertEquals(frame.bounds(), latest.damage());
        latest.off();
        latest.repeatAll();
        assertEquals(SurfaceStats.NONE, latest.stats());
        assertFalse(latest.isDamaged());
    }

    @Test
    void drop_showsNothing_unlessAnotherIsShown() {
        latest.show(frame);
        assertTrue(latest.take().isPresent());
        assertTrue(latest.drop(frame));
        assertEquals(Optional.empty(), latest.frame());
        latest.show(other);
        assertFalse(latest.drop(frame));
        assertEquals(Optional.of(other), latest.frame());
        assertEquals(new SurfaceStats(0, 2, 0), latest.stats());
    }

    @Test
    void twoThreads_everyUpdateIsTakenOrDropped() throws InterruptedException {
        int updates = 20_000;
        AtomicLong taken = new AtomicLong();
        Thread display =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                if (latest.take().isPresent()) {
                                    taken.incrementAndGet();
                                }
                            }
                        });
        for (int i = 0; i < updates; i += 2) {
            latest.show(frame);
            assertTrue(latest.damage(rows(0, 1)));
        }
        display.interrupt();
        display.join();
        long left = latest.take().isPresent() ? 1 : 0;
        assertEquals(updates, taken.get() + latest.stats().dropped() + left);
    }
}
