// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.testkit.Rounds;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What displays are told when a guest draws and says nothing.
final class ChangesTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int STRIDE = 4 * WIDTH;
    private static final long SEED = Long.getLong("seed", new Random().nextLong());

    /// Four steps of at most 250 ms and what they cost; the rest is for a machine that is busy.
    private static final long BOUND_NANOS = 5_000_000_000L;

    /// Waits until nothing has been found for 12 pictures.
    private static void awaitIdle(Rig rig) {
        long changes = rig.stats().count("changes");
        long quiet = System.nanoTime();
        while (System.nanoTime() - quiet < 200_000_000L) {
            LockSupport.parkNanos(10_000_000);
            if (rig.stats().count("changes") != changes) {
                changes = rig.stats().count("changes");
                quiet = System.nanoTime();
            }
        }
    }

    @Test
    void pixelOfAnIdleScreen_isSeenSoonAndAlone() {
        Random random = new Random(SEED);
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            reader.await("shown", v -> v.sees(guest.memory(), 0));
            for (int i = 1; i <= Rounds.of(6, 24); i++) {
                awaitIdle(rig);
                int x = random.nextInt(WIDTH);
                int y = random.nextInt(HEIGHT);
                int before = reader.damages().size();
                guest.draw((long) y * STRIDE + 4L * x, i);
                long nanos = reader.nanosUntil("pixel seen", v -> v.sees(guest.memory(), 0));
                assertTrue(nanos < BOUND_NANOS, nanos + " ns, seed " + SEED);
                List<Rect> damages = reader.damages();
                assertEquals(
                        List.of(new Rect(x, y, 1, 1)),
                        damages.subList(before, damages.size()),
                        "seed " + SEED);
            }
        }
    }

    @Test
    void pixelsAtAnyTime_areAllSeen() {
        Random random = new Random(SEED);
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            for (int i = 0; i < Rounds.of(200, 800); i++) {
                LockSupport.parkNanos(random.nextInt(20_000_000));
                guest.draw(4L * random.nextInt(WIDTH * HEIGHT), random.nextInt());
                if (i % 20 == 19) {
                    long nanos = reader.nanosUntil("all seen", v -> v.sees(guest.memory(), 0));
                    assertTrue(nanos < BOUND_NANOS, nanos + " ns, seed " + SEED);
                }
            }
        }
    }

    /// The trap of comparing: a pixel changes while somebody reads, and is as it was before when it
    /// is compared again.
    @Test
    void pixelThatChangesOnlyWhileItIsRead_isNotKept() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            reader.await("shown", v -> v.sees(guest.memory(), 0));
            for (int i = 1; i <= 20; i++) {
                int value = i;
                reader.aroundLooks(() -> guest.draw(0, ~value), () -> guest.draw(0, value));
                guest.draw(0, value);
                reader.await("seen", v -> v.sees(guest.memory(), 0));
            }
        }
    }

    @Test
    void drawingAndFlipping_endsAsItIs() {
        Random random = new Random(SEED);
        Viewer reader = Viewer.reader();
        Viewer slow = new Viewer(false, false);
        try (Rig rig = new Rig(reader, slow, Viewer.importer())) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            for (int round = 0; round < 40; round++) {
                // Overlapping places too.
                int row = random.nextInt(2 * HEIGHT);
                for (int i = random.nextInt(20); i > 0; i--) {
                    guest.draw(4L * random.nextInt(3 * WIDTH * HEIGHT), random.nextInt());
                    if (random.nextInt(4) == 0) {
                        guest.flip(random.nextInt(2 * HEIGHT));
                        slow.look();
                    }
                }
                guest.flip(row);
                guest.draw((long) row * STRIDE + 4L * random.nextInt(WIDTH), random.nextInt());
                reader.await("seen", v -> v.sees(guest.memory(), (long) row * STRIDE));
                slow.await(
                        "seen late",
                        v -> {
                            v.look();
                            return v.sees(guest.memory(), (long) row * STRIDE);
                        });
            }
        }
    }

    @Test
    void outsideOfThePicture_nothingIsSaid() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            guest.write(Guest.VIRT_WIDTH, 1024);
            reader.await("shown", v -> v.sees(guest.memory(), 0));
            guest.draw(4L * WIDTH, 1);
            guest.draw(4096L * HEIGHT, 1);
            long rows = rig.stats().count("rowsCompared");
            reader.await(
                    "all looked at", _ -> rig.stats().count("rowsCompared") > rows + 3L * HEIGHT);
            assertEquals(List.of(), reader.damages());
        }
    }

    @Test
    void nobodyReads_nothingIsCompared() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            importer.await("some pictures", v -> v.damages().size() >= 20);
            assertEquals(
                    List.of(new Rect(0, 0, WIDTH, HEIGHT)),
                    importer.damages().stream().distinct().toList());
            ScreenStats stats = rig.stats();
            assertTrue(stats.count("frames") >= 20);
            assertEquals(0, stats.count("rowsCompared"));
            assertEquals(0, stats.count("changes"));
        }
    }

    @Test
    void importers_areToldSixtyTimesASecondAtMost() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            long begin = System.nanoTime();
            importer.await("some pictures", v -> v.damages().size() >= 60);
            // One may have been late, and the next on time.
            long nanos = System.nanoTime() - begin;
            assertTrue(nanos >= 58 * Pace.FRAME_NANOS, nanos + " ns");
        }
    }

    @Test
    void nobodyThere_nothingRuns() {
        Viewer importer = Viewer.importer();
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.attach(reader);
            importer.await("a picture", v -> !v.damages().isEmpty());
            assertFalse(watchSleeps());
            rig.detach(importer);
            rig.detach(reader);
            reader.await("the watch sleeps", _ -> watchSleeps());
            rig.guest().flip(HEIGHT);
            rig.guest().draw(4L * WIDTH * HEIGHT, 1);
            reader.await("the watch sleeps", _ -> watchSleeps());
            rig.attach(reader);
            assertTrue(reader.sees(rig.guest().memory(), (long) STRIDE * HEIGHT));
            rig.guest().write(Guest.ENABLE, 0);
            reader.await("the watch sleeps", _ -> watchSleeps());
        }
    }

    /// Whether the thread that looks for changes waits for somebody to wake it, not for a time.
    private static boolean watchSleeps() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("zeropane-vga-watch"))
                .allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void surfaceThatStopsImporting_isShownTheMirror() {
        Viewer viewer = new Viewer(true, true);
        try (Rig rig = new Rig(viewer)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            viewer.await("imports", v -> v.damages().size() > 2);
            assertEquals(0, rig.stats().count("rowsCompared"));
            viewer.takesDmaBufs(false);
            viewer.await("shown anew", v -> v.frames().size() == 2);
            guest.draw(400, 400);
            viewer.await("seen", v -> v.sees(guest.memory(), 0));
            assertTrue(rig.stats().count("changes") > 0);
            viewer.takesDmaBufs(true);
            guest.draw(400, 401);
            viewer.await("imports again", v -> v.frames().size() == 3);
            long rows = rig.stats().count("rowsCompared");
            int damages = viewer.damages().size();
            viewer.await("pictures", v -> v.damages().size() > damages + 5);
            assertTrue(rig.stats().count("rowsCompared") - rows <= HEIGHT);
        }
    }

    @Test
    void fullScreenThatChanges_isFollowed() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            long end = System.nanoTime() + 1_000_000_000L;
            byte value = 0;
            while (System.nanoTime() < end) {
                guest.memory().asSlice(0, (long) STRIDE * HEIGHT).fill(value++);
            }
            reader.await("the end", v -> v.sees(guest.memory(), 0));
            long changes = rig.stats().count("changes");
            assertTrue(changes >= 2, changes + " changes");
            assertTrue(changes <= 90, changes + " changes");
        }
    }
}
