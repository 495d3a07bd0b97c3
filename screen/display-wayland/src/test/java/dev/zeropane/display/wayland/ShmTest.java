// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.journal.Commit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pixels that are copied: no more of them than changed, to no more memory than it takes, and none
/// that the compositor may be reading.
@Timeout(60)
final class ShmTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;
    private static final long WHOLE = 4L * WIDTH * HEIGHT;

    private final DisplayRig rig = new DisplayRig(DisplayRig.withoutDmaBufs());
    private final Frame frame = rig.frame();

    @Test
    void damage_isAllThatIsCopied() {
        try (rig) {
            rig.show(frame);
            rig.awaitShown(1);
            assertEquals(WHOLE, rig.surface.stats().bytesCopied());
            // Its only buffer is given back.
            rig.settle();
            Rect part = new Rect(10, 20, 30, 5);
            TestMemory.of(frame).paint(frame, part, 9);
            Picture before = rig.window().picture();
            long commits = rig.compositor.commits().count();
            rig.surface.damage(part);
            Commit commit = rig.compositor.commits().awaitAfter(commits, DisplayRig.LIMIT);
            assertEquals(
                    List.of(new dev.zeropane.testkit.wayland.journal.Rect(10, 20, 30, 5)),
                    commit.bufferDamage());
            rig.awaitShown(2);
            assertEquals(WHOLE + 4 * 30 * 5, rig.surface.stats().bytesCopied());
            assertEquals(TestMemory.rgb(39, 24, 9), rig.window().picture().pixel(39, 24));
            assertEquals(before.pixel(40, 24), rig.window().picture().pixel(40, 24));
            // A compositor that gives buffers back at once needs one; the other is the backdrop.
            assertEquals(2, rig.compositor.counts().liveBuffers());
        }
    }

    @Test
    void damageOutsideOfTheFrame_isNone() {
        try (rig) {
            rig.show(frame);
            rig.awaitShown(1);
            rig.settle();
            rig.surface.damage(new Rect(WIDTH, 0, 100, 100));
            rig.surface.damage(Rect.EMPTY);
            rig.surface.damage(new Rect(WIDTH - 1, HEIGHT - 1, 100_000, 100_000));
            rig.awaitShown(2);
            rig.settle();
            assertEquals(WHOLE + 4, rig.surface.stats().bytesCopied());
            assertEquals(2, rig.surface.stats().shown());
        }
    }

    @Test
    void heldBuffers_areTwo_andNotWritten_andThenUpToDate() {
        try (rig) {
            rig.compositor.releaseBuffers(false);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            Rect first = new Rect(0, 0, 16, 16);
            TestMemory.of(frame).paint(frame, first, 1);
            rig.surface.damage(first);
            rig.awaitShown(2);
            rig.settle();
            Picture two = rig.window().picture();
            // No third one: it is seen when one is given back.
            Rect second = new Rect(100, 100, 8, 8);
            TestMemory.of(frame).paint(frame, second, 2);
            rig.surface.damage(second);
            rig.settle();
            assertEquals(2, rig.surface.stats().shown());
            assertEquals(3, rig.compositor.counts().liveBuffers());
            assertEquals(two, rig.window().picture());
            rig.compositor.releaseBuffers(true);
            rig.awaitShown(3);
            rig.settle();
            // The buffer that comes back has neither of the parts.
            Rect both = first.union(second);
            assertEquals(
                    2 * WHOLE + 4L * both.width() * both.height(),
                    rig.surface.stats().bytesCopied());
            assertPainted(first, 1);
            assertPainted(second, 2);
            assertEquals(3, rig.compositor.counts().shmBuffers());
        }
    }

    private void assertPainted(Rect part, int seed) {
        Picture seen = rig.window().picture();
        assertEquals(
                TestMemory.picture(WIDTH, HEIGHT, seed)
                        .crop(part.x(), part.y(), part.width(), part.height()),
                seen.crop(part.x(), part.y(), part.width(), part.height()));
    }

    @Test
    void noMemory_isBlackAndToldOnce_andLaterFine() {
        try (rig) {
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            int huge = 16384;
            TestMemory memory = rig.own(TestMemory.toRead(4L * huge * huge));
            rig.show(new Frame(huge, huge, PixelFormat.XRGB8888, 4 * huge, 0, memory));
            rig.await("black", () -> rig.window().parts().size() == 1);
            for (int i = 0; i < 3; i++) {
                rig.surface.damage(new Rect(0, 0, huge, huge));
                rig.settle();
            }
            rig.await("the reason", () -> !rig.log.isEmpty());
            assertEquals(
                    List.of("no memory to copy a picture of 16384x16384 to: screen 0 stays black"),
                    rig.log);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    /// A guest chooses the size, and must not get as much memory for what is behind its picture.
    @ParameterizedTest
    @ValueSource(strings = {"wp_viewporter", "zxdg_decoration_manager_v1"})
    void noMemoryForTheFrame_isBlack_andLaterFine(String missing) {
        try (rig;
                DisplayRig other =
                        new DisplayRig(
                                DisplayRig.withoutDmaBufs()
                                        .without(missing)
                                        .version("xdg_wm_base", 3))) {
            int huge = 16384;
            TestMemory memory = rig.own(TestMemory.toRead(4L * huge * huge));
            other.show(new Frame(huge, huge, PixelFormat.XRGB8888, 4 * huge, 0, memory));
            other.await("the reason", () -> !other.log.isEmpty());
            other.settle();
            assertTrue(other.compositor.counts().liveBuffers() <= 1);
            Frame small = other.frame();
            other.show(small);
            other.awaitShown(1);
            other.window();
            other.settle();
        }
    }

    @Test
    void memoryTakenBack_whileItIsRead_nothingIsShown_untilTheNext() {
        try (rig) {
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            Frame next = rig.frame();
            TestMemory.of(next).takeBack();
            rig.show(next);
            rig.settle();
            rig.settle();
            assertEquals(1, rig.surface.stats().shown());
            rig.paint(frame, 3);
            rig.show(frame);
            rig.awaitPicture(frame, 3);
            assertEquals(WHOLE * 2, rig.surface.stats().bytesCopied());
        }
    }
}
