// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.FileId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pictures come as dma-bufs, and which as pixels.
final class DmaBufsTest extends DmaBufTest {
    @Test
    void picture_comesAsDmaBuf_andNothingIsCopied() {
        start();
        DrawnPicture fb = shown(1);
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(0, count(VHOST_USER_GPU_SCANOUT) + count(VHOST_USER_GPU_UPDATE));
        assertEquals(VHOST_USER_GPU_PROTOCOL_F_DMABUF2, screen().negotiatedFeatures());
        assertShared();
        assertEquals(0, stats().bytesCopied());
        assertEquals(BYTES, device().pinned());
        assertNothingWaits();
        // In place, with no message.
        int before = screen().messages().size();
        fb.setPixel(17, 40, 0xff010203);
        device().buffers().refresh();
        assertEquals(0x010203, screen().picture(0).orElseThrow().pixel(17, 40) & 0xffffff);
        drain();
        assertEquals(before, screen().messages().size());
    }

    @Test
    void bufferOfThePicture_isWholePages() {
        start();
        shown(1, 64, 100);
        assertEquals(28672, screen().dmaBuf(0).orElseThrow().size());
        assertEquals(28672, device().pinned());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, VHOST_USER_GPU_PROTOCOL_F_EDID})
    void vmmWithoutModifiers_getsTheOlderMessage(long features) {
        start();
        screen().offer(features);
        shown(1);
        assertShared();
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT));
        assertEquals(0, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(0, screen().negotiatedFeatures());
        device().off(0);
        await("darkness", () -> screen().picture(0).isEmpty());
        assertEquals(2, count(VHOST_USER_GPU_DMABUF_SCANOUT));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void flips_exportEachBufferOnce(int number) {
        start();
        DrawnPicture[] all = new DrawnPicture[number];
        for (int i = 0; i < number; i++) {
            all[i] = shown(1 + i);
        }
        assertEquals(number * BYTES, device().pinned());
        Set<FileId> seen = new HashSet<>();
        int before = count(VHOST_USER_GPU_DMABUF_SCANOUT2);
        for (int i = 0; i < 30; i++) {
            DrawnPicture next = all[i % number];
            next.fill(new Rect(0, 0, 4, 4), 0xff000000 | i);
            device().show(0, next);
            update(next);
            await("flip " + i, () -> shows(next));
            drainUpdates();
            seen.add(screen().dmaBuf(0).orElseThrow().id());
        }
        assertEquals(before + 30, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(number, seen.size());
        assertEquals(number * BYTES, device().pinned());
        assertEquals(0, stats().bytesCopied());
        awaitHeld(number + 1);
    }

    /// Until every update given was shown.
    private void drainUpdates() {
        await("nothing to wait", () -> stats().shown() + stats().dropped() == device().given());
    }

    @Test
    void sameBufferAgain_isNotSentAgain() {
        start();
        DrawnPicture fb = shown(1);
        for (int i = 0; i < 10; i++) {
            device().show(0, fb);
            update(fb);
        }
        drain();
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
    }

    @Test
    void refusedBuffer_comesAsPixels_alsoTheNextTime() {
        start();
        device().buffers().refuse(true);
        DrawnPicture fb = shown(1);
        assertPixels();
        assertEquals(0, device().pinned());
        assertEquals(1, count(VHOST_USER_GPU_SCANOUT));
        device().buffers().refuse(false);
        device().show(0, fb);
        drain();
        assertPixels();
        // Other pages may do.
        device().free(fb);
        DrawnPicture other = shown(2);
        await("the picture", () -> screen().dmaBuf(0).isPresent() && shows(other));
        assertShared();
    }

    @ParameterizedTest
    @ValueSource(ints = {1366, 100, 1440, 1})
    void rowsThatGpusDoNotTake_comeAsPixels(int width) {
        start();
        shown(1, width, 200);
        assertPixels();
        assertEquals(0, device().pinned());
    }

    @ParameterizedTest
    @EnumSource(names = {"XRGB8888", "ARGB8888", "XBGR8888", "ABGR8888"})
    void formatsThatGpusTake_comeAsDmaBufs(PixelFormat format) {
        start();
        format(format);
        assertShared();
    }

    @ParameterizedTest
    @EnumSource(names = {"BGRX8888", "BGRA8888", "RGBX8888", "RGBA8888"})
    void formatsThatGpusDoNotTake_comeAsPixels(PixelFormat format) {
        start();
        format(format);
        assertPixels();
    }

    private void format(PixelFormat format) {
        DrawnPicture fb = device().picture(format, 320, 200);
        fb.draw(5);
        device().show(0, fb);
        update(fb);
        await("the picture", () -> shows(fb));
    }

    @Test
    void partFromTheTopLeft_isShownInPlace() {
        start();
        DrawnPicture fb = drawn(1, 1024, 800);
        Rect part = new Rect(0, 0, 700, 600);
        device().show(0, fb, part);
        update(fb);
        await("the part", () -> shows(0, fb, part));
        assertShared();
        assertEquals(0, stats().bytesCopied());
    }

    /// QEMU shows a dma-buf from its top left, whatever the message says.
    @ParameterizedTest
    @CsvSource({"64,0", "0,57", "101,57"})
    void partFromElsewhere_comesAsPixels(int x, int y) {
        start();
        DrawnPicture fb = drawn(1, 1024, 800);
        Rect part = new Rect(x, y, 700, 600);
        device().show(0, fb, part);
        update(fb);
        await("the part", () -> shows(0, fb, part));
        assertPixels();
        device().show(0, fb);
        update(fb);
        await("the whole", () -> shows(fb));
        assertShared();
        device().show(0, fb, part);
        await("the part", () -> shows(0, fb, part));
        assertTrue(screen().dmaBuf(0).isEmpty());
    }

    @Test
    void exportedAndNot_inTurn_eachIsRight() {
        start();
        Optional<DrawnPicture> last = Optional.empty();
        for (int i = 0; i < 20; i++) {
            int id = 1 + i;
            device().buffers().refuse(i % 2 == 1);
            // The same size as the last, or another.
            DrawnPicture next = shown(id, WIDTH, i % 4 < 2 ? HEIGHT : 400);
            assertEquals(i % 2 == 0, screen().dmaBuf(0).isPresent());
            assertNothingWaits();
            last.ifPresent(device()::free);
            last = Optional.of(next);
        }
        assertEquals(0, device().pinned());
        awaitHeld(0);
    }

    @Test
    void twoOutputs_takeTurns() {
        start(2);
        DrawnPicture first = shown(1);
        DrawnPicture second = drawn(2, 320, 200);
        device().show(1, second);
        for (int i = 0; i < 20; i++) {
            first.setPixel(i, 0, 0xff00ff00);
            second.setPixel(i, 1, 0xffff0000);
            update(first);
            update(second);
        }
        await("both", () -> shows(first) && shows(1, second, second.bounds()));
        assertTrue(screen().dmaBuf(0).isPresent() && screen().dmaBuf(1).isPresent());
        drain();
        screen().holdDmaBufUpdates(true);
        update(first);
        update(second);
        drain();
        int before = count(VHOST_USER_GPU_DMABUF_UPDATE);
        screen().holdDmaBufUpdates(false);
        drain();
        assertEquals(before + 1, count(VHOST_USER_GPU_DMABUF_UPDATE));
        assertNothingWaits();
        assertEquals(BYTES + Math.ceilDiv(4L * 320 * 200, 4096) * 4096, device().pinned());
        // One buffer on both.
        device().show(1, first);
        await("the same", () -> shows(1, first, first.bounds()));
        assertEquals(screen().dmaBuf(0).orElseThrow().id(), screen().dmaBuf(1).orElseThrow().id());
    }

    @Test
    void cursor_comesBesideDmaBufs() {
        start();
        shown(1);
        int[] argb = new int[64 * 64];
        Arrays.fill(argb, 0x80402010);
        device().cursor(0, 5, 6, CursorPicture.of(64, 64, argb, 3, 4));
        await("the cursor", () -> count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        assertEquals(0x80402010, screen().cursor().pixel(0, 0));
        assertEquals(BYTES, device().pinned());
    }
}
