// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.DisplayRig;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Guests take memory back while the display's thread does something else.
@Timeout(60)
final class StuckThreadTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;
    private static final int MANY = 10_000;

    private static final class Memory implements FrameMemory {
        @Override
        public boolean read(Reader reader) {
            return false;
        }
    }

    private static List<FrameMemory> memories(int count) {
        return Stream.<FrameMemory>generate(Memory::new).limit(count).toList();
    }

    /// However much a guest frees meanwhile, nothing is left of it afterwards.
    @Test
    void stuckThread_letsGoOfAll_andShowsTheLatest() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        try (DisplayRig rig = new DisplayRig();
                AutoCloseable _ = stuck::countDown) {
            List<Frame> frames =
                    Stream.generate(() -> rig.frame(true, WIDTH, HEIGHT)).limit(3).toList();
            for (Frame frame : frames) {
                rig.show(frame);
                rig.awaitPicture(frame, 0);
            }
            rig.display.post(() -> awaitUninterrupted(stuck));
            Frame last = rig.frame(true, WIDTH, HEIGHT);
            rig.paint(last, 4);
            rig.show(last);
            memories(MANY).forEach(rig.surface::forget);
            frames.forEach(frame -> rig.surface.forget(frame.memory()));
            stuck.countDown();
            rig.awaitPicture(last, 4);
            // The other is the backdrop.
            rig.await("it is alone", () -> rig.compositor.counts().liveBuffers() == 2);
            int made = rig.compositor.counts().dmabufBuffers();
            rig.surface.damage(last.bounds());
            rig.settle();
            assertEquals(made, rig.compositor.counts().dmabufBuffers());
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
