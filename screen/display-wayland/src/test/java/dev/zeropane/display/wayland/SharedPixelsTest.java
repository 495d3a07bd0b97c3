// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Seals;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory that compositors may have is shown where it is: nothing is copied here. Descriptors that
/// are left open fail the test ([dev.zeropane.linux.leak.LeakCheck]).
@Timeout(60)
final class SharedPixelsTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;
    private static final int STRIDE = WIDTH * 4;
    private static final long SIZE = (long) STRIDE * HEIGHT;

    /// The backdrop.
    private static final int OTHER_BUFFERS = 1;

    private static CompositorOptions allFormats() {
        Set<Integer> formats =
                Set.of(
                        PixelLayout.DRM_FORMAT_XRGB8888,
                        PixelLayout.DRM_FORMAT_ARGB8888,
                        PixelLayout.DRM_FORMAT_XBGR8888,
                        PixelLayout.DRM_FORMAT_RGB888,
                        PixelLayout.DRM_FORMAT_RGB565,
                        PixelLayout.DRM_FORMAT_XRGB1555);
        return DisplayRig.withoutDmaBufs().shmFormats(formats);
    }

    private static DisplayRig rig() {
        return new DisplayRig(DisplayRig.withoutDmaBufs());
    }

    private static Frame frame(TestMemory memory, long offset) {
        return new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, STRIDE, offset, memory);
    }

    /// A frame that fills memory of its own.
    private static Frame frame(DisplayRig rig, int seed) {
        Frame frame = frame(rig.own(TestMemory.toShare(SIZE, 0)), 0);
        rig.paint(frame, seed);
        return frame;
    }

    @Test
    void isShownWithoutACopy_andWhatIsDrawnLaterWithItsDamage() {
        try (DisplayRig rig = rig()) {
            // Nobody waits for what is given back.
            rig.compositor.releaseBuffers(false);
            Frame frame = frame(rig, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            for (int i = 2; i < 20; i++) {
                Rect part = new Rect(i, 20, 30, 5);
                Picture before = rig.window().picture();
                TestMemory.of(frame).paint(frame, part, i);
                long commits = rig.compositor.commits().count();
                rig.surface.damage(part);
                Commit commit = rig.compositor.commits().awaitAfter(commits, DisplayRig.LIMIT);
                assertEquals(
                        List.of(new dev.zeropane.testkit.wayland.journal.Rect(i, 20, 30, 5)),
                        commit.bufferDamage());
                Picture after = rig.window().picture();
                assertEquals(TestMemory.rgb(i + 29, 24, i), after.pixel(i + 29, 24));
                assertEquals(before.pixel(i + 30, 24), after.pixel(i + 30, 24));
            }
            rig.awaitShown(19);
            assertEquals(0, rig.surface.stats().bytesCopied());
            assertEquals(1 + OTHER_BUFFERS, rig.compositor.counts().shmBuffers());
        }
    }

    @ParameterizedTest
    @EnumSource(PixelFormat.class)
    void everyFormat_asItIsWhereItIsTaken_elseCopied(PixelFormat format) {
        for (boolean all : List.of(true, false)) {
            try (DisplayRig rig =
                    new DisplayRig(
                            all
                                    ? allFormats()
                                    : allFormats()
                                            .shmFormats(Set.of(PixelLayout.DRM_FORMAT_XRGB8888)))) {
                int stride = WIDTH * TestMemory.bytes(format);
                TestMemory memory = rig.own(TestMemory.toShare((long) stride * HEIGHT, 0));
                Frame frame = new Frame(WIDTH, HEIGHT, format, stride, 0, memory);
                memory.paint(frame, 3);
                rig.show(frame);
                rig.awaitPicture(frame, 3);
                rig.awaitShown(1);
                boolean taken =
                        switch (format) {
                            case XRGB8888, ARGB8888 -> true;
                            case XBGR8888, ABGR8888, RGB888, RGB565, XRGB1555 -> all;
                            case BGRX8888, BGRA8888, RGBX8888, RGBA8888 -> false;
                        };
                assertEquals(taken ? 0 : (long) stride * HEIGHT, rig.surface.stats().bytesCopied());
            }
        }
    }

    /// Its file need not begin with the picture, and the picture may be a part of what it holds.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "4096, 0, 0, 0",
        "100, 0, 0, 0",
        "4096, 3, 7, 0",
        "0, 704, 311, 0",
        // Neither beginning with a word nor of whole words in a row: what draws does not take it.
        "2, 0, 0, 1",
        "0, 0, 0, 2",
        // The compositor counts the last row whole, and misses what is left of it.
        "0, 704, 312, 3",
    })
    void partOfTheFile(int start, int x, int y, int oddity) {
        try (DisplayRig rig = rig()) {
            int stride = oddity == 2 ? 4098 : 4096;
            TestMemory memory = rig.own(TestMemory.toShare(512L * stride, start));
            long offset = (long) y * stride + 4L * x;
            Frame frame = new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, stride, offset, memory);
            memory.paint(frame, 2);
            rig.show(frame);
            rig.awaitPicture(frame, 2);
            rig.awaitShown(1);
            assertEquals(oddity == 0 ? 0 : SIZE, rig.surface.stats().bytesCopied());
        }
    }

    /// The compositor counts the last row whole: what ends with the file is no reason to lose it.
    @ParameterizedTest
    @CsvSource({"64, true", "0, false"})
    void lastRowThatIsCut_isCopied(int padding, boolean copied) {
        try (DisplayRig rig = rig()) {
            int stride = STRIDE + padding;
            TestMemory memory = rig.own(TestMemory.toShare((long) stride * HEIGHT - padding, 0));
            Frame frame = new Frame(WIDTH, HEIGHT, PixelFormat.XRGB8888, stride, 0, memory);
            memory.paint(frame, 2);
            rig.show(frame);
            rig.awaitPicture(frame, 2);
            rig.awaitShown(1);
            assertEquals(copied ? SIZE : 0, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void partBehindWhatFitsAnInt_isCopied() {
        try (DisplayRig rig = rig()) {
            long start = Integer.MAX_VALUE - 3L * STRIDE;
            TestMemory memory = rig.own(TestMemory.toShare(SIZE, start / 4096 * 4096));
            Frame frame = frame(memory, 0);
            memory.paint(frame, 2);
            rig.show(frame);
            rig.awaitPicture(frame, 2);
            TestMemory beyond = rig.own(TestMemory.toShare(SIZE, 1L << 31));
            Frame next = frame(beyond, 0);
            beyond.paint(next, 3);
            rig.show(next);
            rig.awaitPicture(next, 3);
            rig.awaitShown(2);
            assertEquals(2 * SIZE, rig.surface.stats().bytesCopied());
        }
    }

    /// What could shrink under the compositor, or cannot be mapped as compositors do.
    @ParameterizedTest
    @ValueSource(ints = {0, Seals.F_SEAL_GROW, Seals.F_SEAL_SHRINK | Seals.F_SEAL_FUTURE_WRITE})
    void otherSeals_isCopied(int seals) {
        try (DisplayRig rig = rig()) {
            TestMemory memory = rig.own(TestMemory.toShare(SIZE, 0, new Seals(seals)));
            Frame frame = frame(memory, 0);
            memory.paint(frame, 2);
            rig.show(frame);
            rig.awaitPicture(frame, 2);
            rig.awaitShown(1);
            assertEquals(SIZE, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void dmaBuf_isPreferred_andRefused_sharedInstead() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = frame(rig.own(TestMemory.toImportOrShare(SIZE)), 0);
            rig.paint(frame, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
            rig.compositor.refuseDmabufs(true);
            Frame next = frame(rig.own(TestMemory.toImportOrShare(SIZE)), 0);
            rig.paint(next, 2);
            rig.show(next);
            rig.awaitPicture(next, 2);
            rig.awaitShown(2);
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
            assertEquals(0, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void flips_giveTheFileOnce_andMakeEachBufferOnce() {
        try (DisplayRig rig = rig()) {
            TestMemory memory = rig.own(TestMemory.toShare(3 * SIZE, 0));
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                frames.add(frame(memory, i * SIZE));
                memory.paint(frames.get(i), i);
            }
            for (int i = 0; i < 30; i++) {
                rig.show(frames.get(i % 3));
                rig.awaitPicture(frames.get(i % 3), i % 3);
            }
            assertEquals(3 + OTHER_BUFFERS, rig.compositor.counts().shmBuffers());
            assertEquals(1 + OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
            assertEquals(0, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void moreBuffersThanAreKept_areShownAllTheSame() {
        try (DisplayRig rig = rig()) {
            TestMemory memory = rig.own(TestMemory.toShare(2 * SIZE, 0));
            for (int round = 0; round < 2; round++) {
                for (int y = 0; y < 20; y++) {
                    Frame frame = frame(memory, (long) y * STRIDE);
                    memory.paint(frame, y);
                    rig.show(frame);
                    rig.awaitPicture(frame, y);
                }
            }
            rig.settle();
            assertEquals(16 + OTHER_BUFFERS, rig.compositor.counts().liveBuffers());
            assertEquals(0, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void sizeAndFormatChange_ofTheSameMemory() {
        try (DisplayRig rig = new DisplayRig(allFormats())) {
            TestMemory memory = rig.own(TestMemory.toShare(4 * SIZE, 0));
            int seed = 0;
            for (int[] size : new int[][] {{320, 200}, {640, 400}, {384, 256}, {320, 200}}) {
                for (PixelFormat format : List.of(PixelFormat.XRGB8888, PixelFormat.RGB565)) {
                    int stride = size[0] * TestMemory.bytes(format);
                    Frame frame = new Frame(size[0], size[1], format, stride, 0, memory);
                    memory.paint(frame, ++seed);
                    rig.show(frame);
                    rig.awaitPicture(frame, seed);
                }
            }
            assertEquals(0, rig.surface.stats().bytesCopied());
            assertEquals(6 + OTHER_BUFFERS, rig.compositor.counts().liveBuffers());
        }
    }

    @Test
    void copiedInBetween_bothAreRight() {
        try (DisplayRig rig = rig()) {
            Frame shared = frame(rig, 1);
            for (int i = 2; i < 6; i++) {
                rig.show(shared);
                rig.awaitPicture(shared, 1);
                Frame copied = rig.frame();
                rig.paint(copied, i);
                rig.show(copied);
                rig.awaitPicture(copied, i);
            }
            assertEquals(4 * SIZE, rig.surface.stats().bytesCopied());
        }
    }

    @Test
    void forgotten_notShown_goesAtOnce() {
        try (DisplayRig rig = rig()) {
            Frame first = frame(rig, 1);
            Frame second = frame(rig, 2);
            rig.show(first);
            rig.awaitPicture(first, 1);
            rig.show(second);
            rig.awaitPicture(second, 2);
            assertEquals(2 + OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
            TestMemory.of(first).takeBack();
            rig.surface.forget(first.memory());
            rig.await(
                    "it is gone", () -> rig.compositor.counts().liveBuffers() == 1 + OTHER_BUFFERS);
            assertEquals(1 + OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgotten_whileShown_isReplacedWithoutWaiting(boolean nextIsShared) {
        try (DisplayRig rig = rig()) {
            Frame first = frame(rig, 1);
            rig.compositor.frameCallbacks(FrameCallbacks.HELD);
            rig.show(first);
            rig.awaitPicture(first, 1);
            Frame second = nextIsShared ? frame(rig, 7) : rig.frame();
            rig.paint(second, 7);
            TestMemory.of(first).takeBack();
            rig.show(second);
            rig.surface.forget(first.memory());
            rig.awaitPicture(second, 7);
            rig.settle();
            assertEquals(1 + OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
        }
    }

    @Test
    void forgotten_andOff_isGone() {
        try (DisplayRig rig = rig()) {
            Frame frame = frame(rig, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            TestMemory.of(frame).takeBack();
            rig.surface.off();
            rig.surface.forget(frame.memory());
            rig.await("it is gone", () -> rig.compositor.counts().liveBuffers() == OTHER_BUFFERS);
            assertEquals(OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
        }
    }

    @Test
    void compositorComesBack_isSharedAgain() {
        try (DisplayRig rig = rig()) {
            Frame frame = frame(rig, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            rig.compositor.goAway();
            rig.await("it is noticed", () -> !rig.log.isEmpty());
            rig.paint(frame, 2);
            rig.compositor.comeBack();
            rig.awaitPicture(frame, 2);
            assertEquals(0, rig.surface.stats().bytesCopied());
            assertEquals(1 + OTHER_BUFFERS, rig.compositor.counts().fdsOpen());
        }
    }

    /// It costs the connection, once: then the windows come back with copies, also of other
    /// screens.
    @Test
    void refused_isCopiedFromThenOn() {
        int large = 4 * (int) SIZE;
        try (DisplayRig rig = new DisplayRig(DisplayRig.withoutDmaBufs().largestPool(large - 1))) {
            rig.expectErrors();
            Frame frame = frame(rig.own(TestMemory.toShare(large, 0)), 0);
            rig.paint(frame, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
            rig.awaitShown(1);
            rig.await("what is logged", () -> rig.log.size() == 3);
            assertTrue(rig.log.get(0).contains("failed mmap"), rig.log.toString());
            assertTrue(rig.log.get(1).contains("copied for it from now on"), rig.log.toString());
            assertTrue(rig.log.get(2).contains("again"), rig.log.toString());
            rig.paint(frame, 2);
            rig.surface.damage(frame.bounds());
            rig.awaitPicture(frame, 2);
            assertNotEquals(0, rig.surface.stats().bytesCopied());
            assertEquals(1, rig.compositor.counts().protocolErrors().size());
        }
    }
}
