// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.DisplayInfo.Display;
import dev.zeropane.builtinguest.GpuDriver.Rect;
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
import org.junit.jupiter.params.provider.ValueSource;

/// What a VMM gets through its display socket, from the device as it runs.
final class VmmDisplayTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(60);

    /// Less than the device waits for a VMM that has answered before.
    private static final Duration PROMPT = Duration.ofMillis(150);

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

    /// Does what the VMM, which is this thread, has to be prompt for: again where it was not, as on
    /// a busy machine, since then the guest is told what it was told before.
    private void promptly(Runnable questions) {
        await("an answer to the first question", this::isAsked);
        while (true) {
            screen.holdDisplayInfo(false);
            drain();
            long before = System.nanoTime();
            try {
                questions.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - before < PROMPT.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private boolean isAsked() {
        return screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO) > 0;
    }

    private int guestsWidth() {
        return rig.driver().getDisplayInfo().displays().getFirst().rect().width();
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

    @Test
    void sizes_areThoseTheVmmWishes_asTheyAreWhenTheGuestAsks() throws IOException {
        start(Setup.PLAIN.withOutputs(3));
        for (int i = 0; i < 5; i++) {
            int wider = 64 * i;
            promptly(() -> checkSizes(wider));
        }
    }

    private void checkSizes(int wider) {
        screen.displays(
                List.of(
                        new Display(new Rect(0, 0, 1366 + wider, 700), true, 0),
                        new Display(new Rect(0, 0, 0, 0), false, 0),
                        new Display(new Rect(0, 0, 0, 0xffffffff), true, 0)));
        List<Display> got = rig.driver().getDisplayInfo().displays();
        assertEquals(new Rect(0, 0, 1344 + wider, 700), got.get(0).rect());
        assertEquals(false, got.get(1).enabled());
        assertEquals(64, got.get(2).rect().width());
        assertEquals(16384, got.get(2).rect().height());
        byte[] edid = rig.driver().getEdid(0);
        assertEquals((byte) (1344 + wider), edid[56]);
    }

    @Test
    void vmmThatAnswersOnlyAfterItsOwnQuestion_hangsNobody() throws IOException {
        start();
        promptly(this::answerAfterOwnQuestion);
    }

    private void answerAfterOwnQuestion() {
        screen.displays(List.of(new Display(new Rect(0, 0, 640, 480), true, 0)));
        screen.holdDisplayInfo(true);
        int before = screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO);
        boolean[] asked = {false};
        rig.driver()
                .meanwhile(() -> {
                    boolean progress = screen.poll();
                    if (!asked[0] && screen.count(VHOST_USER_GPU_GET_DISPLAY_INFO) > before) {
                        asked[0] = true;
                        assertEquals(16, rig.vmm().getConfig(0, 16).length);
                        screen.holdDisplayInfo(false);
                    }
                    return progress;
                });
        assertEquals(640, guestsWidth());
        assertTrue(asked[0]);
    }

    @Test
    void vmmThatNeverAnswers_guestGetsTheLastKnownSize() throws IOException {
        start();
        screen.displays(List.of(new Display(new Rect(0, 0, 640, 480), true, 0)));
        await("the size", () -> guestsWidth() == 640);
        screen.holdDisplayInfo(true);
        screen.displays(List.of(new Display(new Rect(0, 0, 1024, 768), true, 0)));
        for (int i = 0; i < 50; i++) {
            assertEquals(640, guestsWidth());
        }
        screen.holdDisplayInfo(false);
        await("the new size", () -> guestsWidth() == 1024);
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
                assertEquals(1280, guestsWidth());
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
        await("the size", () -> guestsWidth() == 640);
        rig.connect(VmmOptions.defaults());
        attach();
        screen.holdDisplayInfo(true);
        assertEquals(1280, guestsWidth());
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
        assertEquals(1280, guestsWidth());
    }
}
