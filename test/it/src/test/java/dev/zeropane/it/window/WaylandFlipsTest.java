// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests that draw as fast as they can, or want to be as much trouble as they can: windows show
/// the latest, and what is held for them stays within bounds.
final class WaylandFlipsTest extends WaylandGuestTest {
    private static final int FLIPS = 3000;

    /// Less than 90 bytes for each flip.
    private static final long SPARE_KIB = 256;

    /// The largest side of a resource.
    private static final int HUGE = 16384;

    /// What the display keeps of the buffers of one window (`ImportedBuffers`), two of shared
    /// memory, and those of the backdrop and of the cursor before and after a change.
    private static final int MOST_BUFFERS = 16 + 2 + 4;

    private static final int RESOURCES = 250;
    private static final int OUTPUTS = 16;

    private WaylandGuest guest(int pictures, String... arguments) {
        WaylandGuest guest = new WaylandGuest(directory, compositor, pictures, arguments);
        guest.awaitLatest();
        return guest;
    }

    private int buffersMade() {
        return compositor.counts().dmabufBuffers() + compositor.counts().shmBuffers();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void flips_makeNoBuffers_andCopyNothing(int pictures) {
        try (WaylandGuest guest = guest(pictures)) {
            for (int i = 0; i < pictures; i++) {
                guest.flip();
                guest.awaitLatest();
            }
            assertEquals(pictures, compositor.counts().dmabufBuffers());
            int made = buffersMade();
            guest.flip(FLIPS / 10);
            guest.awaitLatest();
            JvmMemory before = guest.memory();
            ProcessUsage usage = guest.usage();
            guest.flip(FLIPS);
            guest.awaitLatest();
            JvmMemory after = guest.memory();
            assertTrue(after.moreThan(before) <= SPARE_KIB, () -> before + " became " + after);
            assertEquals(usage.mappings(), guest.usage().mappings());
            assertEquals(made, buffersMade());
            guest.assertDescriptors(usage.descriptors());
            ControlStats stats = guest.stats();
            assertEquals("exported", stats.dmaBuf());
            Map<String, Object> display = stats.displays().getLast();
            assertEquals("wayland", display.get("display"));
            assertEquals(0, ControlStats.number(display, "bytesCopied"), stats::toString);
            stats.assertAliased();
            assertGood(guest);
        }
    }

    private void assertGood(WaylandGuest guest) {
        assertEquals(List.of(), compositor.counts().protocolErrors());
        assertEquals(List.of(), guest.said());
        guest.end();
    }

    /// Each frame is a new resource, and the last one goes while it may be on the screen; also
    /// while nobody looks, when what is stale must be replaced without waiting.
    @ParameterizedTest
    @EnumSource(FrameCallbacks.class)
    void resourcesThatComeAndGo_leaveNothing(FrameCallbacks answered) {
        try (WaylandGuest guest = guest(2)) {
            guest.flip(10);
            guest.awaitLatest();
            int descriptors = guest.usage().descriptors();
            long pinned = guest.stats().pinned();
            compositor.frameCallbacks(answered);
            Framebuffer last = guest.drawing(64, 48);
            guest.show(last, 0, last.bounds());
            for (int i = 0; i < RESOURCES; i++) {
                Framebuffer next = guest.drawing(64, 48 + i % 3);
                if (i % 2 == 0) {
                    guest.show(next, 0, next.bounds());
                    guest.release(last);
                } else {
                    guest.release(last);
                    guest.show(next, 0, next.bounds());
                }
                last = next;
            }
            guest.release(last);
            compositor.frameCallbacks(FrameCallbacks.AT_ONCE);
            guest.flip(2);
            if (answered != FrameCallbacks.NEVER) {
                guest.awaitLatest();
            }
            assertTrue(
                    compositor.counts().liveBuffers() <= MOST_BUFFERS,
                    compositor.counts()::toString);
            guest.assertDescriptors(descriptors);
            assertEquals(pinned, guest.stats().pinned());
            guest.releaseAll();
            assertEquals(0, guest.stats().pinned());
            assertGood(guest);
        }
    }

    @Test
    void sixteenScreens_areSixteenWindows() {
        try (WaylandGuest guest = guest(2, "--max-outputs", Integer.toString(OUTPUTS))) {
            List<Framebuffer> pictures = new ArrayList<>();
            for (int i = 0; i < OUTPUTS; i++) {
                pictures.add(guest.drawing(WaylandGuest.WIDTH, WaylandGuest.HEIGHT));
            }
            for (int round = 0; round < 20; round++) {
                Collections.rotate(pictures, 1);
                for (int i = 0; i < OUTPUTS; i++) {
                    guest.show(pictures.get(i), i, pictures.get(i).bounds());
                }
            }
            for (Framebuffer picture : pictures) {
                guest.awaitShown(WaylandGuest.picture(picture, picture.bounds()));
            }
            assertEquals(OUTPUTS, compositor.windows().size());
            for (int i = 0; i < OUTPUTS; i++) {
                GpuDriver.expectOk(
                        guest.driver().setScanout(i, 0, new Rect(0, 0, 0, 0)), "setScanout");
            }
            guest.flip();
            guest.awaitLatest();
            assertGood(guest);
        }
    }

    /// As many pixels as there can be, all of them of the same few pages; not exported, as they
    /// would be pinned more often than there is memory.
    @Test
    void largestPicture_isRefused_andTheLastStays() {
        try (WaylandGuest guest = guest(2)) {
            guest.flip(2);
            guest.awaitLatest();
            int piece = 4 << 20;
            long at = guest.vmm().ram().allocate(piece);
            int id = 1000;
            GpuDriver driver = guest.driver();
            GpuDriver.expectOk(
                    driver.create2d(id, VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, HUGE, HUGE),
                    "create2d");
            int pieces = (int) (4L * HUGE * HUGE / piece);
            int attached =
                    driver.attachBacking(id, Collections.nCopies(pieces, new Entry(at, piece)));
            GpuDriver.expectOk(attached, "attachBacking");
            Rect all = new Rect(0, 0, HUGE, HUGE);
            assertEquals(
                    VirtioGpu.VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY, driver.setScanout(0, id, all));
            GpuDriver.expectOk(driver.flush(id, all), "flush");
            guest.flip(2);
            guest.awaitLatest();
            driver.unref(id);
            guest.flip(2);
            guest.awaitLatest();
            assertEquals(List.of(), compositor.counts().protocolErrors());
            guest.end();
        }
    }

    @Test
    void cursorStorm_isOneChangeAtATime() {
        try (WaylandGuest guest = guest(2)) {
            compositor.input().pointerEnter(compositor.awaitWindow(), 100, 100);
            List<Framebuffer> cursors = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                cursors.add(guest.drawing(64, 64));
                cursors.get(i).update(cursors.get(i).bounds());
            }
            guest.flip(10);
            guest.awaitLatest();
            int descriptors = guest.usage().descriptors();
            for (int i = 0; i < FLIPS; i++) {
                int id = cursors.get(i % cursors.size()).resourceId();
                guest.driver().updateCursor(0, i % 300, i % 200, id, i % 64, i % 48);
                guest.driver().moveCursor(0, (i * 7) % 300, i % 200, id);
                if (i % 10 == 0) {
                    guest.flip();
                }
            }
            guest.awaitLatest();
            int hotX = (FLIPS - 1) % 64;
            Await.untilTrue(
                    () -> "hotspot " + hotX + ", " + compositor.input().cursor(),
                    WaylandGuest.LIMIT,
                    () ->
                            compositor.input().cursor().stream()
                                    .anyMatch(cursor -> cursor.hotX() == hotX));
            guest.assertDescriptors(descriptors);
            assertTrue(
                    compositor.counts().liveBuffers() <= MOST_BUFFERS,
                    compositor.counts()::toString);
            assertGood(guest);
        }
    }

    @Test
    void partsOfAPicture_areShownAsTheyAre() {
        Random random = new Random(5);
        try (WaylandGuest guest = guest(2)) {
            Framebuffer whole = guest.drawing(WaylandGuest.WIDTH, WaylandGuest.HEIGHT);
            List<Rect> parts = new ArrayList<>();
            parts.add(new Rect(0, 0, 1, 1));
            parts.add(new Rect(whole.width() - 1, whole.height() - 1, 1, 1));
            parts.add(new Rect(1, 1, whole.width() - 1, whole.height() - 1));
            parts.add(new Rect(0, 0, whole.width(), 1));
            parts.add(new Rect(whole.width() - 1, 0, 1, whole.height()));
            while (parts.size() < 40) {
                int x = random.nextInt(whole.width());
                int y = random.nextInt(whole.height());
                parts.add(
                        new Rect(
                                x,
                                y,
                                1 + random.nextInt(whole.width() - x),
                                1 + random.nextInt(whole.height() - y)));
            }
            guest.show(whole, 0, parts.getLast());
            guest.awaitShown(WaylandGuest.picture(whole, parts.getLast()));
            int descriptors = guest.usage().descriptors();
            for (Rect part : parts) {
                guest.show(whole, 0, part);
                guest.awaitShown(WaylandGuest.picture(whole, part));
            }
            guest.assertDescriptors(descriptors);
            assertTrue(
                    compositor.counts().liveBuffers() <= MOST_BUFFERS,
                    compositor.counts()::toString);
            assertGood(guest);
        }
    }
}
