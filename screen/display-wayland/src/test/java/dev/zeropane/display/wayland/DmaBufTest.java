// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static dev.zeropane.testkit.wayland.options.DmabufFormat.DRM_FORMAT_MOD_INVALID;
import static dev.zeropane.testkit.wayland.options.DmabufFormat.DRM_FORMAT_MOD_LINEAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.DmabufFormat;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dma-bufs are imported, once each, and let go of when the guest takes them back. Descriptors that
/// are left open fail the test ([dev.zeropane.linux.leak.LeakCheck]).
@Timeout(60)
final class DmaBufTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;
    private static final int XRGB8888 = PixelFormat.XRGB8888.fourcc();
    private static final long TILED = 0x0100_0000_0000_0001L;

    private static CompositorOptions options(int version, long... modifiers) {
        List<DmabufFormat> formats = new ArrayList<>();
        for (long modifier : modifiers) {
            formats.add(new DmabufFormat(XRGB8888, modifier));
        }
        return new CompositorOptions()
                .version("zwp_linux_dmabuf_v1", version)
                .dmabufFormats(formats);
    }

    private static boolean takes(DisplayRig rig, PixelFormat format) {
        return rig.surface.takesDmaBuf(format, WIDTH * 4, 0);
    }

    private static String added(DisplayRig rig) {
        return requests(rig, "add").getFirst().arguments();
    }

    private static List<SentRequest> requests(DisplayRig rig, String name) {
        return rig.compositor.requests().entries().stream()
                .filter(request -> request.name().equals(name))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void linearIsPreferredToNone(int version) {
        try (DisplayRig rig =
                new DisplayRig(
                        options(version, TILED, DRM_FORMAT_MOD_INVALID, DRM_FORMAT_MOD_LINEAR))) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertTrue(added(rig).endsWith(", 0, 0)"), added(rig));
            assertEquals(0, rig.surface.stats().bytesCopied());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void noModifierAlone_isTaken(int version) {
        try (DisplayRig rig = new DisplayRig(options(version, DRM_FORMAT_MOD_INVALID))) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void onlyTiled_isCopied(int version) {
        try (DisplayRig rig = new DisplayRig(options(version, TILED, TILED + 1))) {
            assertFalse(takes(rig, PixelFormat.XRGB8888));
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    @Test
    void takesWhatIsOffered() {
        try (DisplayRig rig = new DisplayRig(options(4, DRM_FORMAT_MOD_LINEAR))) {
            assertTrue(takes(rig, PixelFormat.XRGB8888));
            // Its alpha is not shown.
            assertTrue(takes(rig, PixelFormat.ARGB8888));
            assertFalse(takes(rig, PixelFormat.XBGR8888));
            assertFalse(takes(rig, PixelFormat.BGRX8888));
            assertFalse(rig.surface.takesDmaBuf(PixelFormat.XRGB8888, WIDTH * 4 + 4, 0));
        }
    }

    @Test
    void dmaBufsNotWanted_areCopied() {
        try (DisplayRig rig =
                new DisplayRig(new CompositorOptions(), WaylandOptions.Scale.ONE_TO_ONE, false)) {
            assertFalse(takes(rig, PixelFormat.XRGB8888));
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertEquals(0, rig.compositor.counts().dmabufBuffers());
        }
    }

    @Test
    void refused_isCopied_andNeitherTakenNorTriedAgain() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.compositor.refuseDmabufs(true);
            assertTrue(takes(rig, PixelFormat.XRGB8888));
            // The device had no reason to keep it readable.
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertFalse(takes(rig, PixelFormat.XRGB8888));
            rig.paint(frame, 1);
            rig.surface.damage(frame.bounds());
            rig.awaitPicture(frame, 1);
            Surface second = rig.display.open(1);
            Frame other = rig.frame(true, WIDTH, HEIGHT);
            second.show(other);
            rig.await("it is shown", () -> second.stats().shown() == 1);
            assertEquals(1, requests(rig, "create").size());
            assertEquals(1, rig.log.size(), rig.log.toString());
            assertTrue(
                    rig.log.getFirst().contains("refused a dma-buf (320x200, XRGB8888"),
                    rig.log.toString());
            rig.surface.forget(frame.memory());
            rig.settle();
        }
    }

    @Test
    void refused_inOneWindow_isNotTriedInAnother() {
        try (DisplayRig rig = new DisplayRig()) {
            Surface second = rig.display.open(1);
            second.show(rig.frame(true, WIDTH, HEIGHT));
            rig.await("an imported picture", () -> second.stats().shown() == 1);
            assertEquals(0, second.stats().bytesCopied());
            rig.compositor.refuseDmabufs(true);
            rig.show(rig.frame(true, WIDTH, HEIGHT));
            rig.await("a copy", () -> rig.surface.stats().bytesCopied() > 0);
            second.show(rig.frame(true, WIDTH, HEIGHT));
            rig.await("a copy there, too", () -> second.stats().bytesCopied() > 0);
            assertEquals(2, requests(rig, "create").size());
            assertEquals(1, rig.log.size(), rig.log.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void flips_importEachBufferOnce(int count) {
        try (DisplayRig rig = new DisplayRig()) {
            List<Frame> frames =
                    Stream.generate(() -> rig.frame(true, WIDTH, HEIGHT)).limit(count).toList();
            for (int i = 0; i < count; i++) {
                rig.paint(frames.get(i), i);
                rig.show(frames.get(i));
                rig.awaitPicture(frames.get(i), i);
            }
            rig.settle();
            int objects = rig.compositor.counts().liveObjects();
            for (int i = 0; i < 1000; i++) {
                Frame frame = frames.get(i % count);
                rig.show(frame);
            }
            Frame last = frames.get(999 % count);
            rig.paint(last, 5);
            rig.show(last);
            rig.awaitPicture(last, 5);
            rig.settle();
            assertEquals(count, rig.compositor.counts().dmabufBuffers());
            assertEquals(0, rig.surface.stats().bytesCopied());
            rig.await(
                    "no more objects", () -> rig.compositor.counts().liveObjects() <= objects + 1);
        }
    }

    @Test
    void moreBuffersThanAreKept_areShownAllTheSame() {
        try (DisplayRig rig = new DisplayRig()) {
            List<Frame> frames =
                    Stream.generate(() -> rig.frame(true, WIDTH, HEIGHT)).limit(20).toList();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < frames.size(); i++) {
                    rig.paint(frames.get(i), i);
                    rig.show(frames.get(i));
                    rig.awaitPicture(frames.get(i), i);
                }
            }
            rig.settle();
            assertEquals(16 + 1, rig.compositor.counts().liveBuffers());
        }
    }

    @Test
    void redrawnInPlace_isShownWithoutARelease() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.compositor.releaseBuffers(false);
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            for (int i = 1; i < 20; i++) {
                rig.paint(frame, i);
                long before = rig.compositor.commits().count();
                rig.surface.damage(new Rect(i, 2, 30, 4));
                Commit commit = rig.compositor.commits().awaitAfter(before, DisplayRig.LIMIT);
                assertEquals(
                        List.of(new dev.zeropane.testkit.wayland.journal.Rect(i, 2, 30, 4)),
                        commit.bufferDamage());
                rig.awaitPicture(frame, i);
            }
            assertEquals(1, rig.compositor.counts().dmabufBuffers());
        }
    }

    @Test
    void forgotten_notShown_goesAtOnce() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame first = rig.frame(true, WIDTH, HEIGHT);
            Frame second = rig.frame(true, WIDTH, HEIGHT);
            rig.show(first);
            rig.awaitPicture(first, 0);
            rig.show(second);
            rig.await("both", () -> rig.compositor.counts().dmabufBuffers() == 2);
            rig.awaitShown(2);
            int before = rig.compositor.counts().liveBuffers();
            TestMemory.of(first).takeBack();
            rig.surface.forget(first.memory());
            rig.await("it is gone", () -> rig.compositor.counts().liveBuffers() == before - 1);
            assertEquals(0, rig.compositor.counts().fdsOpen() - fdsOfLiveBuffers(rig));
        }
    }

    /// Of every buffer the compositor has one open: the dma-bufs', and the backdrop's.
    private static int fdsOfLiveBuffers(DisplayRig rig) {
        return rig.compositor.counts().liveBuffers();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgotten_whileShown_isReplacedWithoutWaiting(boolean nextIsImported) {
        try (DisplayRig rig = new DisplayRig()) {
            Frame first = rig.frame(true, WIDTH, HEIGHT);
            rig.compositor.frameCallbacks(FrameCallbacks.HELD);
            rig.show(first);
            rig.awaitPicture(first, 0);
            Frame second = rig.frame(nextIsImported, WIDTH, HEIGHT);
            rig.paint(second, 7);
            TestMemory.of(first).takeBack();
            rig.show(second);
            rig.surface.forget(first.memory());
            rig.awaitPicture(second, 7);
            rig.settle();
            assertEquals(2, rig.compositor.counts().liveBuffers());
        }
    }

    @Test
    void forgotten_andTheNextCannotBeRead_isBlack() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame first = rig.frame(true, WIDTH, HEIGHT);
            rig.show(first);
            rig.awaitPicture(first, 0);
            Frame second = rig.frame();
            TestMemory.of(first).takeBack();
            TestMemory.of(second).takeBack();
            rig.show(second);
            rig.surface.forget(first.memory());
            rig.await("one part", () -> rig.window().parts().size() == 1);
            Frame third = rig.frame(true, WIDTH, HEIGHT);
            rig.show(third);
            rig.awaitPicture(third, 0);
        }
    }

    @Test
    void forgotten_andOff_isGone() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame(true, WIDTH, HEIGHT);
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            TestMemory.of(frame).takeBack();
            rig.surface.off();
            rig.surface.forget(frame.memory());
            rig.await("it is gone", () -> rig.compositor.counts().liveBuffers() == 1);
            assertEquals(1, rig.compositor.counts().fdsOpen());
        }
    }

    /// The compositor's answer comes when nobody waits for it any more.
    @Test
    void forgotten_whileImported_isDestroyedWhenItCame() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame shown = rig.frame(true, WIDTH, HEIGHT);
            rig.show(shown);
            rig.awaitPicture(shown, 0);
            rig.settle();
            rig.compositor.faults().stopReading(true);
            Frame late = rig.frame(true, WIDTH, HEIGHT);
            rig.show(late);
            rig.awaitDone();
            TestMemory.of(late).takeBack();
            rig.surface.off();
            rig.surface.forget(late.memory());
            rig.compositor.faults().stopReading(false);
            rig.settle();
            rig.settle();
            rig.await(
                    () -> "only what may come back: " + rig.compositor.counts(),
                    () -> rig.compositor.counts().liveBuffers() == 2);
        }
    }

    /// The picture that waited for that answer has nobody else to wait for: a guest that changes
    /// modes stands still then.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgotten_whileImported_theNextIsShownAllTheSame(boolean taken) {
        try (DisplayRig rig = new DisplayRig()) {
            Frame shown = rig.frame(true, WIDTH, HEIGHT);
            rig.show(shown);
            rig.awaitPicture(shown, 0);
            rig.compositor.refuseDmabufs(!taken);
            rig.settle();
            rig.compositor.faults().stopReading(true);
            Frame late = rig.frame(true, WIDTH, HEIGHT);
            rig.show(late);
            rig.awaitDone();
            Frame next = rig.frame(true, WIDTH, HEIGHT);
            rig.paint(next, 3);
            rig.show(next);
            TestMemory.of(late).takeBack();
            rig.surface.forget(late.memory());
            rig.awaitDone();
            rig.compositor.faults().stopReading(false);
            rig.awaitPicture(next, 3);
        }
    }

    @Test
    void importsThatAreNotAnswered_doNotPileUp() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame first = rig.frame(true, WIDTH, HEIGHT);
            rig.show(first);
            rig.awaitPicture(first, 0);
            rig.compositor.faults().stopReading(true);
            for (int i = 0; i < 100; i++) {
                rig.show(rig.frame(true, 64, 64));
                rig.surface.cursor(Cursor.HIDDEN);
            }
            Frame last = rig.frame(true, 384, 256);
            rig.paint(last, 6);
            rig.show(last);
            rig.compositor.faults().stopReading(false);
            rig.awaitPicture(last, 6);
            assertTrue(
                    rig.compositor.counts().dmabufBuffers() <= 4,
                    rig.compositor.counts().toString());
            assertEquals(List.of(), rig.log);
        }
    }
}
