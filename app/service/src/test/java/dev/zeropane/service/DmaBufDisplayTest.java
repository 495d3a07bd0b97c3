// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.service.DeviceRig.Setup;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Dma-bufs on the VMM's display socket, from the device as it runs. Memfds stand in for them.
final class DmaBufDisplayTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(60);

    private static final int OK = VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final long BYTES = 4L * WIDTH * HEIGHT;

    private DeviceRig rig;
    private VmmScreen screen;
    private StandInBuffers buffers;

    private void start(Setup setup) throws IOException {
        rig =
                new DeviceRig(
                        setup.withUi(VmmPictures.DMA_BUFS)
                                .withExporter(
                                        pinned -> buffers = new StandInBuffers().within(pinned)));
        attach();
    }

    private void start() throws IOException {
        start(Setup.PLAIN.withoutReader());
    }

    /// Looks at the machine's present display socket.
    private void attach() {
        if (screen != null) {
            screen.close();
        }
        screen = new VmmScreen(rig.vmm().gpuSocket().orElseThrow());
        rig.driver().meanwhile(() -> screen.poll());
    }

    @AfterEach
    void close() {
        if (screen != null) {
            screen.close();
        }
        if (rig != null) {
            rig.close();
        }
        assertEquals(0, StandIn.held(), "stand-ins left open");
    }

    private void awaitHeld(int count) {
        await(count + " descriptors", () -> StandIn.held() == count);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + ": not in time, " + screen);
            if (!screen.poll()) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /// Reads until nothing more comes.
    private void drain() {
        long lastNews = System.nanoTime();
        while (System.nanoTime() - lastNews < QUIET.toNanos()) {
            if (screen.poll()) {
                lastNews = System.nanoTime();
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private void update(Framebuffer fb, Rect rect) {
        buffers.refresh();
        fb.update(rect);
    }

    private void update(Framebuffer fb) {
        update(fb, fb.bounds());
    }

    private static boolean equal(ScreenPicture picture, Framebuffer fb, Rect part) {
        if (picture.width() != part.width() || picture.height() != part.height()) {
            return false;
        }
        for (int y = 0; y < part.height(); y++) {
            for (int x = 0; x < part.width(); x++) {
                int expected = fb.getPixel(part.x() + x, part.y() + y);
                if (((picture.pixel(x, y) ^ expected) & 0xffffff) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean shows(int scanout, Framebuffer fb, Rect part) {
        return screen.picture(scanout).filter(picture -> equal(picture, fb, part)).isPresent();
    }

    private boolean shows(Framebuffer fb) {
        return shows(0, fb, fb.bounds());
    }

    /// A picture in which every pixel differs from its neighbours.
    private static void draw(Framebuffer fb, int seed) {
        for (int y = 0; y < fb.height(); y++) {
            for (int x = 0; x < fb.width(); x++) {
                fb.setPixel(x, y, 0xff000000 | (((x * 31 + y * 7919 + seed) * 2654435) >>> 3));
            }
        }
    }

    private Framebuffer drawn(int id, int width, int height) {
        Framebuffer fb = rig.framebuffer(id, width, height);
        draw(fb, id);
        return fb;
    }

    private Framebuffer shown(int id, int width, int height) {
        Framebuffer fb = drawn(id, width, height);
        fb.show(0);
        update(fb);
        await("the picture", () -> shows(fb));
        drain();
        return fb;
    }

    private Framebuffer shown(int id) {
        return shown(id, WIDTH, HEIGHT);
    }

    private int count(int message) {
        return screen.count(message);
    }

    private RigStats stats() {
        return RigStats.of(rig);
    }

    private void assertShared() {
        assertTrue(screen.dmaBuf(0).isPresent(), screen::toString);
        assertEquals("exported", stats().dmaBuf());
    }

    private void assertPixels(String why) {
        assertTrue(screen.dmaBuf(0).isEmpty(), screen::toString);
        assertEquals(why, stats().dmaBuf());
    }

    @Test
    void picture_comesAsDmaBuf_andNothingIsCopied() throws IOException {
        start();
        Framebuffer fb = shown(1);
        assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(0, count(VHOST_USER_GPU_SCANOUT) + count(VHOST_USER_GPU_UPDATE));
        assertEquals(VHOST_USER_GPU_PROTOCOL_F_DMABUF2, screen.negotiatedFeatures());
        assertShared();
        assertEquals(0, stats().bytesCopied());
        assertEquals(BYTES, stats().pinned());
        stats().assertNothingWaits();
        // In place, with no message.
        int before = screen.messages().size();
        fb.setPixel(17, 40, 0xff010203);
        buffers.refresh();
        assertEquals(0x010203, screen.picture(0).orElseThrow().pixel(17, 40) & 0xffffff);
        drain();
        assertEquals(before, screen.messages().size());
    }

    @Test
    void refusedBuffer_comesAsPixels_andStatsSayWhy() throws IOException {
        start();
        buffers.refuse(true);
        Framebuffer fb = shown(1);
        assertPixels("too-many-runs");
        assertEquals("the test refuses; wait", stats().refusal().orElseThrow());
        assertEquals(0, stats().pinned());
        assertEquals(1, count(VHOST_USER_GPU_SCANOUT));
        buffers.refuse(false);
        fb.show(0);
        drain();
        assertPixels("too-many-runs");
        // Other pages may do.
        assertEquals(OK, rig.driver().detachBacking(1));
        assertEquals(OK, rig.driver().attachBacking(1, fb.entries()));
        fb.show(0);
        update(fb);
        await("the picture", () -> screen.dmaBuf(0).isPresent() && shows(fb));
        assertShared();
    }

    @ParameterizedTest
    @ValueSource(ints = {1366, 100, 1440, 1})
    void rowsThatGpusDoNotTake_comeAsPixels(int width) throws IOException {
        start();
        shown(1, width, 200);
        assertPixels("not-wanted");
        assertEquals(0, stats().pinned());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 67, 134})
    void formatsThatGpusTake_comeAsDmaBufs(int format) throws IOException {
        start();
        format(format);
        assertShared();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 68, 121})
    void formatsThatGpusDoNotTake_comeAsPixels(int format) throws IOException {
        start();
        format(format);
        assertPixels("not-wanted");
    }

    private void format(int format) {
        Framebuffer fb =
                Framebuffer.create(rig.driver(), rig.vmm().ram(), 1, format, 320, 200, true);
        draw(fb, 5);
        fb.show(0);
        update(fb);
        await("the picture", () -> shows(fb));
    }

    enum Taken {
        DETACH,
        UNREF,
        RESET
    }

    @ParameterizedTest
    @EnumSource
    void bufferTakenBack_whileShown_isLetGo(Taken how) throws IOException {
        start();
        Framebuffer fb = shown(1);
        take(how, fb);
        awaitHeld(0);
        assertEquals(0, stats().pinned());
        shown(2);
        assertShared();
        stats().assertNothingWaits();
    }

    private void take(Taken how, Framebuffer fb) {
        switch (how) {
            case DETACH -> {
                assertEquals(OK, rig.driver().detachBacking(1));
                await("what it showed", () -> screen.dmaBuf(0).isEmpty() && shows(fb));
            }
            case UNREF -> {
                assertEquals(OK, rig.driver().unref(1));
                await("darkness", () -> screen.picture(0).isEmpty());
            }
            case RESET -> {
                rig.restartGuest();
                attach();
                drain();
                assertTrue(screen.picture(0).isEmpty());
            }
        }
    }

    @Test
    void copyingDevice_sendsPixels() throws IOException {
        start(Setup.PLAIN.withCopy().withoutReader());
        shown(1);
        assertPixels("not-wanted");
        assertEquals(0, stats().pinned());
        assertNotEquals(0, stats().bytesCopied());
    }

    @Test
    void budgetExceeded_theRestIsPixels() throws IOException {
        start(Setup.PLAIN.withMaxPinned(BYTES + 4095).withoutReader());
        Framebuffer first = shown(1);
        assertShared();
        Framebuffer second = shown(2);
        assertPixels("over-budget");
        assertTrue(stats().refusal().orElseThrow().contains("" + BYTES), () -> stats().toString());
        assertEquals(BYTES, stats().pinned());
        assertEquals(BYTES + 4095, stats().pinnedLimit());
        first.show(0);
        update(first);
        await("the first", () -> shows(first));
        assertShared();
        second.show(0);
        update(second);
        await("the second", () -> shows(second));
    }

    /// Besides a display that reads: both show the picture.
    @Test
    void otherDisplays_readTheSameBuffer() throws IOException {
        start(Setup.PLAIN);
        Framebuffer fb = shown(1);
        assertShared();
        assertEquals(fb.getPixel(5, 6) & 0xffffff, rig.pixel(5, 6).orElseThrow());
        buffers.refuse(true);
        Framebuffer other = shown(2);
        assertEquals(other.getPixel(5, 6) & 0xffffff, rig.pixel(5, 6).orElseThrow());
    }
}
