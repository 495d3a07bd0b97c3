// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pixels on the display socket.
final class PixelsTest extends VmmTest {
    @ParameterizedTest
    @CsvSource({"16,16", "640,480", "1366,768", "1920,1080", "3840,2160", "1,3000", "3000,1"})
    void everySize_arrivesWhole(int width, int height) {
        start();
        shown(1, width, height);
    }

    @ParameterizedTest
    @CsvSource({"3,5,7,2", "0,100,640,300", "1,0,639,480", "639,479,1,1", "100,1,530,470"})
    void part_onlyThatPartIsSent(int x, int y, int width, int height) {
        start();
        DrawnPicture fb = shown(1, 640, 480);
        screen().forgetMessages();
        Rect part = new Rect(x, y, width, height);
        fb.fill(part, 0xff00ff00);
        device().update(fb, part);
        await("the part", () -> shows(fb));
        assertEquals(
                List.of(new VmmScreen.Message(VHOST_USER_GPU_UPDATE, 0, part)),
                screen().messages());
    }

    /// QEMU takes the first update to change screens, and draws an OpenGL window at the next.
    @Test
    void newScreen_isUpdatedTwice() {
        start();
        DrawnPicture fb = device().picture(640, 480);
        fb.draw(1);
        device().show(0, fb);
        await("the picture", () -> shows(fb));
        drain();
        assertEquals(
                List.of(fb.bounds(), new Rect(0, 0, 1, 1)),
                screen().messages().stream()
                        .filter(message -> message.id() == VHOST_USER_GPU_UPDATE)
                        .map(VmmScreen.Message::rect)
                        .toList());
    }

    @Test
    void partOfAResource_isShownFromItsCorner() {
        start();
        DrawnPicture fb = device().picture(1000, 800);
        fb.draw(1);
        device().show(0, fb, new Rect(101, 57, 700, 600));
        await("the update", () -> screen().count(VHOST_USER_GPU_UPDATE) >= 1);
        ScreenPicture picture = screen().picture(0).orElseThrow();
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 700; x++) {
                assertEquals(
                        fb.getPixel(101 + x, 57 + y) & 0xffffff, picture.pixel(x, y) & 0xffffff);
            }
        }
    }

    @Test
    void flipsOfOneGeometry_announceNoNewScanout() {
        start();
        DrawnPicture front = shown(1, 640, 480);
        DrawnPicture back = device().picture(640, 480);
        back.draw(77);
        for (int i = 0; i < 100; i++) {
            device().show(0, back);
            device().update(back, back.bounds());
            device().show(0, front);
            device().update(front, front.bounds());
        }
        device().show(0, back);
        await("the last flip", () -> shows(back));
        assertEquals(1, screen().count(VHOST_USER_GPU_SCANOUT));
        shown(3, 800, 600);
        assertEquals(2, screen().count(VHOST_USER_GPU_SCANOUT));
    }

    @Test
    void vmmThatReadsLater_seesThePixelsOfThen_inALargeUpdate() {
        start();
        DrawnPicture fb = shown(1, 640, 480);
        device().neglect();
        fb.fill(fb.bounds(), 0xff111111);
        device().update(fb, fb.bounds());
        device().settle();
        fb.setPixel(0, 0, 0xff222222);
        int before = screen().count(VHOST_USER_GPU_UPDATE);
        await("the update", () -> screen().count(VHOST_USER_GPU_UPDATE) == before + 1);
        assertEquals(0x222222, screen().picture(0).orElseThrow().pixel(0, 0) & 0xffffff);
        assertEquals(0x111111, screen().picture(0).orElseThrow().pixel(1, 0) & 0xffffff);
    }

    @Test
    void vmmThatReadsLater_seesThePixelsOfBefore_inASmallUpdate() {
        start();
        DrawnPicture fb = shown(1, 640, 480);
        device().neglect();
        Rect small = new Rect(10, 10, 16, 16);
        fb.fill(small, 0xff111111);
        device().update(fb, small);
        device().settle();
        fb.setPixel(10, 10, 0xff222222);
        int before = screen().count(VHOST_USER_GPU_UPDATE);
        await("the update", () -> screen().count(VHOST_USER_GPU_UPDATE) == before + 1);
        assertEquals(0x111111, screen().picture(0).orElseThrow().pixel(10, 10) & 0xffffff);
    }

    @Test
    void vmmThatNeverReads_guestGoesOn_andLaterSeesTheLatest() {
        start();
        DrawnPicture front = shown(1, 1280, 800);
        DrawnPicture back = device().picture(1280, 800);
        back.draw(9);
        device().neglect();
        for (int i = 0; i < 500; i++) {
            device().show(0, back);
            device().update(back, back.bounds());
            device().show(0, front);
            device().update(front, new Rect(0, 0, 16, 16));
        }
        device().show(0, back);
        device().show(0, back);
        int before = screen().count(VHOST_USER_GPU_UPDATE);
        await("the latest", () -> shows(back));
        int sent = screen().count(VHOST_USER_GPU_UPDATE) - before;
        // One that was on its way, its rest after a switch of sizes, and the latest.
        assertTrue(sent <= 4, sent + " updates waited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "unref", "detach", "other"})
    void memoryTakenBack_inTheMiddleOfAnUpdate_itIsStillComplete(String how) {
        start();
        DrawnPicture fb = shown(1, 1920, 1080);
        device().neglect();
        device().update(fb, fb.bounds());
        device().settle();
        switch (how) {
            case "off" -> device().off(0);
            case "unref" -> device().free(fb);
            case "detach" -> device().detach(fb);
            default -> device().show(0, device().picture(300, 200));
        }
        // The strict reader throws if a byte is missing.
        switch (how) {
            case "detach" -> {
                int before = screen().count(VHOST_USER_GPU_UPDATE);
                await("what it showed", () -> screen().count(VHOST_USER_GPU_UPDATE) >= before + 2);
                assertTrue(shows(fb));
            }
            case "other" ->
                    await("the other", () -> screen().picture(0).orElseThrow().width() == 300);
            default -> await("darkness", () -> screen().picture(0).isEmpty());
        }
        shown(7, 1920, 1080);
    }

    @Test
    void anotherSocket_getsEverything() {
        start();
        DrawnPicture fb = shown(1, 1920, 1080);
        device().cursor(0, 5, 6, cursor());
        await("the cursor", () -> screen().count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        for (int i = 0; i < 3; i++) {
            device().update(fb, fb.bounds());
            device().connect();
        }
        await("the picture", () -> shows(fb));
        assertEquals(1, screen().count(VHOST_USER_GPU_CURSOR_UPDATE));
        device().connect();
        await("the picture", () -> shows(fb));
    }

    private static CursorPicture cursor() {
        int[] argb = new int[64 * 64];
        Arrays.fill(argb, 0x80402010);
        argb[argb.length - 1] = 0xff0000ff;
        return CursorPicture.of(64, 64, argb, 3, 4);
    }

    @Test
    void cursor_comesWithItsPlaceAndMoves() {
        start();
        device().cursor(0, 5, 6, cursor());
        await("the cursor", () -> screen().count(VHOST_USER_GPU_CURSOR_UPDATE) == 1);
        assertEquals(new VmmScreen.HotSpot(3, 4), screen().cursorHotSpot());
        assertEquals(0x80402010, screen().cursor().pixel(0, 0));
        assertEquals(0xff0000ff, screen().cursor().pixel(63, 63));
        for (int i = 0; i <= 1000; i++) {
            device().moveCursor(0, i, 2 * i);
        }
        VmmScreen.Message last =
                new VmmScreen.Message(VHOST_USER_GPU_CURSOR_POS, 0, new Rect(1000, 2000, 0, 0));
        await("the last place", () -> screen().messages().getLast().equals(last));
        device().cursor(0, 0, 0, new Cursor.Hidden());
        await("no cursor", () -> screen().count(VHOST_USER_GPU_CURSOR_POS_HIDE) == 1);
    }

    @Test
    void severalScreens_eachGetsItsOwn() {
        start(2);
        DrawnPicture first = shown(1, 640, 480);
        DrawnPicture second = device().picture(320, 200);
        second.draw(3);
        device().show(1, second);
        device().update(second, second.bounds());
        await(
                "the second",
                () ->
                        screen().picture(1)
                                .filter(p -> shows(1, second, second.bounds()))
                                .isPresent());
        assertTrue(shows(first));
    }
}
