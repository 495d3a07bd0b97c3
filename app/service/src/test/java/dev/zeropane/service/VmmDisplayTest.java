// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.DisplayInfo.Display;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.service.DeviceRig.Setup;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a VMM gets through its display socket, from the device as it runs.
final class VmmDisplayTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final int OK = VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA;

    private DeviceRig rig;
    private VmmScreen screen;

    private void start(Setup setup) throws IOException {
        rig = new DeviceRig(setup.withUi());
        attach();
    }

    private void start() throws IOException {
        start(Setup.PLAIN);
    }

    /// Looks at the machine's present display socket.
    private void attach() {
        screen = new VmmScreen(rig.vmm().gpuSocket().orElseThrow());
        rig.driver().meanwhile(() -> screen.poll());
    }

    /// From here on the VMM does not read while the guest waits for the device.
    private void neglect() {
        rig.driver().meanwhile(() -> false);
    }

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        screen.await(what, LIMIT, condition);
    }

    private boolean shows(Framebuffer fb) {
        return screen.picture(0)
                .filter(picture -> picture.width() == fb.width() && picture.height() == fb.height())
                .filter(picture -> equal(picture, fb))
                .isPresent();
    }

    private static boolean equal(ScreenPicture picture, Framebuffer fb) {
        for (int y = 0; y < fb.height(); y++) {
            for (int x = 0; x < fb.width(); x++) {
                if (((picture.pixel(x, y) ^ fb.getPixel(x, y)) & 0xffffff) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// A picture in which every pixel differs from its neighbours.
    private static void draw(Framebuffer fb, int seed) {
        for (int y = 0; y < fb.height(); y++) {
            for (int x = 0; x < fb.width(); x++) {
                fb.setPixel(x, y, 0xff000000 | (((x * 31 + y * 7919 + seed) * 2654435) >>> 3));
            }
        }
    }

    private Framebuffer shown(int id, int width, int height) {
        Framebuffer fb = rig.framebuffer(id, width, height);
        draw(fb, id);
        fb.show(0);
        fb.update(fb.bounds());
        await("the picture", () -> shows(fb));
        drain();
        return fb;
    }

    /// Reads until nothing more comes, for longer than the device leaves a slow VMM alone.
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

    @ParameterizedTest
    @CsvSource({"16,16", "640,480", "1366,768", "1920,1080", "3840,2160", "1,3000", "3000,1"})
    void everySize_arrivesWhole(int width, int height) throws IOException {
        start();
        shown(1, width, height);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 67, 68, 121, 134})
    void everyFormat_arrivesInItsColours(int format) throws IOException {
        start();
        Framebuffer fb =
                Framebuffer.create(rig.driver(), rig.vmm().ram(), 1, format, 320, 240, true);
        draw(fb, 5);
        fb.show(0);
        fb.update(fb.bounds());
        await("the picture", () -> shows(fb));
    }

    @Test
    void copyingDevice_arrivesWhole() throws IOException {
        start(Setup.PLAIN.withCopy());
        shown(1, 1024, 768);
    }

    @ParameterizedTest
    @CsvSource({"3,5,7,2", "0,100,640,300", "1,0,639,480", "639,479,1,1", "100,1,530,470"})
    void part_onlyThatPartIsSent(int x, int y, int width, int height) throws IOException {
        start();
        Framebuffer fb = shown(1, 640, 480);
        screen.forgetMessages();
        Rect part = new Rect(x, y, width, height);
        fb.fill(part, 0xff00ff00);
        fb.update(part);
        await("the part", () -> shows(fb));
        assertEquals(
                List.of(new VmmScreen.Message(VHOST_USER_GPU_UPDATE, 0, part)), screen.messages());
    }

    /// QEMU takes the first update to change screens, and draws an OpenGL window at the next.
    @Test
    void newScreen_isUpdatedTwice() throws IOException {
        start();
        Framebuffer fb = rig.framebuffer(1, 640, 480);
        draw(fb, 1);
        fb.show(0);
        await("the picture", () -> shows(fb));
        drain();
        assertEquals(
                List.of(fb.bounds(), new Rect(0, 0, 1, 1)),
                screen.messages().stream()
                        .filter(message -> message.id() == VHOST_USER_GPU_UPDATE)
                        .map(VmmScreen.Message::rect)
                        .toList());
    }

    @Test
    void partOfAResource_isShownFromItsCorner() throws IOException {
        start();
        Framebuffer fb = rig.framebuffer(1, 1000, 800);
        draw(fb, 1);
        assertEquals(OK, rig.driver().setScanout(0, 1, new Rect(101, 57, 700, 600)));
        await("the update", () -> screen.count(VHOST_USER_GPU_UPDATE) >= 1);
        ScreenPicture picture = screen.picture(0).orElseThrow();
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 700; x++) {
                assertEquals(
                        fb.getPixel(101 + x, 57 + y) & 0xffffff, picture.pixel(x, y) & 0xffffff);
            }
        }
    }

    @Test
    void flipsOfOneGeometry_announceNoNewScanout() throws IOException {
        start();
        Framebuffer front = shown(1, 640, 480);
        Framebuffer back = rig.framebuffer(2, 640, 480);
        draw(back, 77);
        for (int i = 0; i < 100; i++) {
            back.show(0);
            back.update(back.bounds());
            front.show(0);
            front.update(front.bounds());
        }
        back.show(0);
        await("the last flip", () -> shows(back));
        assertEquals(1, screen.count(VHOST_USER_GPU_SCANOUT));
        shown(3, 800, 600);
        assertEquals(2, screen.count(VHOST_USER_GPU_SCANOUT));
    }

    @Test
    void vmmThatReadsLater_seesThePixelsOfThen_inALargeUpdate() throws IOException {
        start();
        Framebuffer fb = shown(1, 640, 480);
        neglect();
        fb.fill(fb.bounds(), 0xff111111);
        fb.update(fb.bounds());
        settle();
        fb.setPixel(0, 0, 0xff222222);
        int before = screen.count(VHOST_USER_GPU_UPDATE);
        await("the update", () -> screen.count(VHOST_USER_GPU_UPDATE) == before + 1);
        assertEquals(0x222222, screen.picture(0).orElseThrow().pixel(0, 0) & 0xffffff);
        assertEquals(0x111111, screen.picture(0).orElseThrow().pixel(1, 0) & 0xffffff);
    }

    @Test
    void vmmThatReadsLater_seesThePixelsOfBefore_inASmallUpdate() throws IOException {
        start();
        Framebuffer fb = shown(1, 640, 480);
        neglect();
        Rect small = new Rect(10, 10, 16, 16);
        fb.fill(small, 0xff111111);
        fb.update(small);
        settle();
        fb.setPixel(10, 10, 0xff222222);
        int before = screen.count(VHOST_USER_GPU_UPDATE);
        await("the update", () -> screen.count(VHOST_USER_GPU_UPDATE) == before + 1);
        assertEquals(0x111111, screen.picture(0).orElseThrow().pixel(10, 10) & 0xffffff);
    }

    /// Until what the device wanted to send is on its way: it sends after the answers to a batch of
    /// commands, and before the next batch.
    private void settle() {
        assertEquals(
                VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                rig.driver().flush(999, new Rect(0, 0, 1, 1)));
    }

    @Test
    void vmmThatNeverReads_guestGoesOn_andLaterSeesTheLatest() throws IOException {
        start();
        Framebuffer front = shown(1, 1280, 800);
        Framebuffer back = rig.framebuffer(2, 1280, 800);
        draw(back, 9);
        neglect();
        for (int i = 0; i < 500; i++) {
            back.show(0);
            back.update(back.bounds());
            front.show(0);
            front.update(new Rect(0, 0, 16, 16));
        }
        back.show(0);
        rig.assertServes();
        back.show(0);
        int before = screen.count(VHOST_USER_GPU_UPDATE);
        await("the latest", () -> shows(back));
        int sent = screen.count(VHOST_USER_GPU_UPDATE) - before;
        // One that was on its way, its rest after a switch of sizes, and the latest.
        assertTrue(sent <= 4, sent + " updates waited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "unref", "detach", "other"})
    void memoryTakenBack_inTheMiddleOfAnUpdate_itIsStillComplete(String how) throws IOException {
        start();
        Framebuffer fb = shown(1, 1920, 1080);
        neglect();
        fb.update(fb.bounds());
        settle();
        switch (how) {
            case "off" -> rig.driver().setScanout(0, 0, new Rect(0, 0, 0, 0));
            case "unref" -> rig.driver().unref(1);
            case "detach" -> rig.driver().detachBacking(1);
            default -> rig.framebuffer(2, 300, 200).show(0);
        }
        // The strict reader throws if a byte is missing.
        switch (how) {
            case "detach" -> {
                int before = screen.count(VHOST_USER_GPU_UPDATE);
                await("what it showed", () -> screen.count(VHOST_USER_GPU_UPDATE) >= before + 2);
                assertTrue(shows(fb));
            }
            case "other" ->
                    await("the other", () -> screen.picture(0).orElseThrow().width() == 300);
            default -> await("darkness", () -> screen.picture(0).isEmpty());
        }
        shown(7, 1920, 1080);
    }

    @Test
    void anotherSocket_getsEverything() throws IOException {
        start();
        Framebuffer fb = shown(1, 1920, 1080);
        cursor(5, 6);
        await("the cursor", () -> screen.count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        for (int i = 0; i < 3; i++) {
            fb.update(fb.bounds());
            rig.vmm().gpuSetSocket();
            attach();
        }
        await("the picture", () -> shows(fb));
        assertEquals(1, screen.count(VHOST_USER_GPU_CURSOR_UPDATE));
        rig.vmm().stop();
        rig.vmm().start();
        attach();
        await("the picture", () -> shows(fb));
    }

    private void cursor(int x, int y) {
        Framebuffer cursor = Framebuffer.create(rig.driver(), rig.vmm().ram(), 90, 1, 64, 64, true);
        cursor.fill(cursor.bounds(), 0x80402010);
        cursor.setPixel(63, 63, 0xff0000ff);
        cursor.update(cursor.bounds());
        rig.driver().updateCursor(0, x, y, 90, 3, 4);
    }

    @Test
    void cursor_comesWithItsPlaceAndMoves() throws IOException {
        start();
        cursor(5, 6);
        await("the cursor", () -> screen.count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        assertEquals(new VmmScreen.HotSpot(3, 4), screen.cursorHotSpot());
        assertEquals(0x80402010, screen.cursor().pixel(0, 0));
        assertEquals(0xff0000ff, screen.cursor().pixel(63, 63));
        for (int i = 0; i <= 1000; i++) {
            rig.driver().moveCursor(0, i, 2 * i, 90);
        }
        VmmScreen.Message last =
                new VmmScreen.Message(VHOST_USER_GPU_CURSOR_POS, 0, new Rect(1000, 2000, 0, 0));
        await("the last place", () -> screen.messages().getLast().equals(last));
        rig.driver().updateCursor(0, 0, 0, 0, 0, 0);
        await("no cursor", () -> screen.count(VHOST_USER_GPU_CURSOR_POS_HIDE) == 1);
    }

    @Test
    void sizes_areThoseTheVmmWishes_asTheyAreWhenTheGuestAsks() throws IOException {
        start(Setup.PLAIN.withOutputs(3));
        for (int i = 0; i < 5; i++) {
            screen.displays(
                    List.of(
                            new Display(new Rect(0, 0, 1366 + 64 * i, 700), true, 0),
                            new Display(new Rect(0, 0, 0, 0), false, 0),
                            new Display(new Rect(0, 0, 0, 0xffffffff), true, 0)));
            List<Display> got = rig.driver().getDisplayInfo().displays();
            assertEquals(new Rect(0, 0, 1344 + 64 * i, 700), got.get(0).rect());
            assertEquals(false, got.get(1).enabled());
            assertEquals(64, got.get(2).rect().width());
            assertEquals(16384, got.get(2).rect().height());
            byte[] edid = rig.driver().getEdid(0);
            assertEquals((byte) (1344 + 64 * i), edid[56]);
        }
    }

    @Test
    void vmmThatAnswersOnlyAfterItsOwnQuestion_hangsNobody() throws IOException {
        start();
        await("the first question", () -> screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO) == 1);
        screen.displays(List.of(new Display(new Rect(0, 0, 640, 480), true, 0)));
        screen.holdDisplayInfo(true);
        boolean[] asked = {false};
        rig.driver()
                .meanwhile(() -> {
                    boolean progress = screen.poll();
                    if (!asked[0] && screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO) >= 2) {
                        asked[0] = true;
                        assertEquals(16, rig.vmm().getConfig(0, 16).length);
                        screen.holdDisplayInfo(false);
                    }
                    return progress;
                });
        assertEquals(640, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
        assertTrue(asked[0]);
    }

    @Test
    void vmmThatNeverAnswers_guestGetsTheLastKnownSize() throws IOException {
        start();
        screen.displays(List.of(new Display(new Rect(0, 0, 640, 480), true, 0)));
        assertEquals(640, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
        screen.holdDisplayInfo(true);
        screen.displays(List.of(new Display(new Rect(0, 0, 1024, 768), true, 0)));
        for (int i = 0; i < 50; i++) {
            assertEquals(640, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
        }
        screen.holdDisplayInfo(false);
        await(
                "the new size",
                () -> rig.driver().getDisplayInfo().displays().getFirst().rect().width() == 1024);
    }

    /// Several times, as one may be late on a busy machine.
    @Test
    void vmmThatReadsAndNeverAnswered_isNotWaitedFor() throws IOException {
        start();
        long patience = Duration.ofMillis(200).toNanos();
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 20 && quickest >= patience; i++) {
            rig.connect(VmmOptions.defaults());
            attach();
            screen.holdDisplayInfo(true);
            for (int question = 0; question < 2; question++) {
                long before = System.nanoTime();
                assertEquals(
                        1280, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
                quickest =
                        Math.min(quickest, question == 0 ? System.nanoTime() - before : quickest);
            }
        }
        assertTrue(quickest < patience, quickest + " ns");
    }

    @Test
    void nextVmm_sizesOfTheLastAreForgotten() throws IOException {
        start();
        screen.displays(List.of(new Display(new Rect(0, 0, 640, 480), true, 0)));
        assertEquals(640, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
        rig.connect(VmmOptions.defaults());
        attach();
        screen.holdDisplayInfo(true);
        assertEquals(1280, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
    }

    @Test
    void resetWhileTheGuestWaits_dropsTheAnswer() throws IOException {
        start();
        rig.driver().getDisplayInfo();
        screen.holdDisplayInfo(true);
        rig.driver().timeout(Duration.ofMillis(20));
        try {
            rig.driver().getDisplayInfo();
        } catch (RuntimeException e) {
            // It waits no longer: the guest is being reset.
        }
        rig.restartGuest();
        attach();
        rig.assertServes();
        shown(1, 640, 480);
        assertEquals(1280, rig.driver().getDisplayInfo().displays().getFirst().rect().width());
    }

    @Test
    void severalScreens_eachGetsItsOwn() throws IOException {
        start(Setup.PLAIN.withOutputs(2));
        Framebuffer first = shown(1, 640, 480);
        Framebuffer second = rig.framebuffer(2, 320, 200);
        draw(second, 3);
        second.show(1);
        second.update(second.bounds());
        await("the second", () -> screen.picture(1).filter(p -> equal(p, second)).isPresent());
        assertTrue(shows(first));
    }
}
