// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.service.DeviceRig.Setup;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import dev.zeropane.testkit.vhostuser.VmmScreen.HotSpot;
import dev.zeropane.testkit.vhostuser.VmmScreen.Message;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a VMM is told of a guest's pointer. Its display socket keeps the order of messages, so what
/// comes before a picture that was asked for last is all that came.
final class VmmCursorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CURSOR = 90;
    private static final int SIDE = 64;

    private DeviceRig rig;
    private VmmScreen screen;
    private int frames;

    @BeforeEach
    void start() throws IOException {
        rig = new DeviceRig(Setup.PLAIN.withUi());
        attach();
    }

    private void attach() {
        screen = new VmmScreen(rig.vmm().gpuSocket().orElseThrow());
        rig.driver().meanwhile(() -> screen.poll());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private GpuDriver driver() {
        return rig.driver();
    }

    private Framebuffer cursor(int format, int width, int height) {
        return Framebuffer.create(driver(), rig.vmm().ram(), CURSOR, format, width, height, false);
    }

    private Framebuffer cursor(int width, int height) {
        return cursor(VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, height);
    }

    private void show(Framebuffer picture, int hotX, int hotY) {
        picture.update(picture.bounds());
        driver().updateCursor(0, 5, 6, CURSOR, hotX, hotY);
        await("the cursor", VHOST_USER_GPU_CURSOR_UPDATE, 1);
    }

    private void await(String what, int message, int count) {
        screen.await(what, LIMIT, () -> screen.count(message) == count);
    }

    /// Whatever was on its way before has come.
    private void settle() {
        Framebuffer frame = rig.framebuffer(1000 + frames, 16 + frames, 16);
        int width = 16 + frames++;
        frame.show(0);
        screen.await(
                "a picture of " + width,
                LIMIT,
                () -> screen.picture(0).filter(it -> it.width() == width).isPresent());
    }

    /// The messages about the pointer since they were forgotten.
    private List<Message> news() {
        settle();
        return screen.messages().stream()
                .filter(it ->
                        it.id() == VHOST_USER_GPU_CURSOR_POS
                                || it.id() == VHOST_USER_GPU_CURSOR_POS_HIDE
                                || it.id() == VHOST_USER_GPU_CURSOR_UPDATE)
                .toList();
    }

    private static Message message(int id, int x, int y) {
        return new Message(id, 0, new Rect(x, y, 0, 0));
    }

    /// Linux has all its cursors in a format without alpha, and alpha in them.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 67, 68, 121, 134})
    void pixels_areTheGuestsWords_whateverTheFormat(int format) {
        Framebuffer picture = cursor(format, SIDE, SIDE);
        int[] words = {0x80404040, 0xffffffff, 0x01000001, 0x00000000};
        ValueLayout.OfInt le32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.length; i++) {
            rig.vmm()
                    .ram()
                    .at(picture.entries().getFirst().gpa() + 4L * i, 4)
                    .set(le32, 0, words[i]);
        }
        show(picture, 0, 0);
        for (int i = 0; i < words.length; i++) {
            assertEquals(words[i], screen.cursor().pixel(i, 0), "pixel " + i);
        }
        assertEquals(0, screen.cursor().pixel(SIDE - 1, SIDE - 1));
    }

    @Test
    void move_withoutResource_hides_withOne_showsAgain_withoutAnotherPicture() {
        show(cursor(SIDE, SIDE), 1, 2);
        screen.forgetMessages();
        driver().moveCursor(0, 100, 100, 0);
        await("no cursor", VHOST_USER_GPU_CURSOR_POS_HIDE, 1);
        driver().moveCursor(0, 110, 111, CURSOR);
        assertEquals(
                List.of(
                        message(VHOST_USER_GPU_CURSOR_POS_HIDE, 100, 100),
                        message(VHOST_USER_GPU_CURSOR_POS, 110, 111)),
                news());
    }

    @Test
    void update_withoutResource_hides_moveWithOne_showsTheLastAgain() {
        show(cursor(SIDE, SIDE), 1, 2);
        screen.forgetMessages();
        driver().updateCursor(0, 7, 8, 0, 0, 0);
        await("no cursor", VHOST_USER_GPU_CURSOR_POS_HIDE, 1);
        driver().moveCursor(0, 9, 9, CURSOR);
        assertEquals(
                List.of(
                        message(VHOST_USER_GPU_CURSOR_POS_HIDE, 7, 8),
                        message(VHOST_USER_GPU_CURSOR_POS, 9, 9)),
                news());
    }

    @Test
    void hidden_anotherSocket_isToldThePictureWhenItIsShownAgain() {
        Framebuffer picture = cursor(SIDE, SIDE);
        picture.setPixel(0, 0, 0xff123456);
        show(picture, 1, 2);
        driver().moveCursor(0, 100, 100, 0);
        rig.vmm().gpuSetSocket();
        attach();
        driver().moveCursor(0, 110, 111, CURSOR);
        await("the cursor", VHOST_USER_GPU_CURSOR_UPDATE, 1);
        assertEquals(0xff123456, screen.cursor().pixel(0, 0));
    }

    @Test
    void smaller_isShownAsItIs_transparentAround() {
        Framebuffer picture = cursor(24, 32);
        picture.fill(picture.bounds(), 0xff102030);
        show(picture, 3, 4);
        assertEquals(0xff102030, screen.cursor().pixel(23, 31));
        assertEquals(0, screen.cursor().pixel(24, 31));
        assertEquals(0, screen.cursor().pixel(23, 32));
        assertEquals(new HotSpot(3, 4), screen.cursorHotSpot());
    }

    @Test
    void larger_whatIsDrawnFits_isShownPixelForPixel() {
        Framebuffer picture = cursor(128, 128);
        picture.fill(new Rect(40, 50, 60, 62), 0xff102030);
        picture.setPixel(40, 50, 0xffabcdef);
        show(picture, 45, 52);
        assertEquals(0xffabcdef, screen.cursor().pixel(0, 0));
        assertEquals(0xff102030, screen.cursor().pixel(59, 61));
        assertEquals(0, screen.cursor().pixel(60, 61));
        assertEquals(new HotSpot(5, 2), screen.cursorHotSpot());
    }

    @Test
    void larger_whatIsDrawnDoesNotFit_isShownSmaller_andAllOfIt() {
        Framebuffer picture = cursor(128, 96);
        picture.fill(picture.bounds(), 0xff204060);
        picture.setPixel(0, 0, 0);
        picture.setPixel(1, 0, 0);
        show(picture, 64, 95);
        assertEquals(0x7f102030, screen.cursor().pixel(0, 0), "half of it was transparent");
        assertEquals(0xff204060, screen.cursor().pixel(63, 47));
        assertEquals(0, screen.cursor().pixel(63, 48));
        assertEquals(new HotSpot(32, 47), screen.cursorHotSpot());
    }

    /// Seen of it are those 256 pixels on each side that are around what points.
    @Test
    void hugeOnes_areShownAroundTheirHotSpot() {
        Framebuffer picture = cursor(1000, 300);
        picture.fill(new Rect(600, 200, 20, 20), 0xff112233);
        show(picture, 610, 205);
        assertEquals(0xff112233, screen.cursor().pixel(0, 0));
        assertEquals(0xff112233, screen.cursor().pixel(19, 19));
        assertEquals(0, screen.cursor().pixel(20, 19));
        assertEquals(new HotSpot(10, 5), screen.cursorHotSpot());
    }

    @ParameterizedTest
    @CsvSource({"64, 0, 63, 0", "-1, 64, 0, 63", "2147483647, -2147483648, 63, 0"})
    void hotSpotOutside_isMovedInside(int x, int y, int shownX, int shownY) {
        show(cursor(SIDE, SIDE), x, y);
        assertEquals(new HotSpot(shownX, shownY), screen.cursorHotSpot());
    }

    /// It may still show the last guest's pointer, and cannot be given its own back.
    @Test
    void reset_theVmmIsToldThroughItsNextSocketThatThePointerIsGone_once() {
        show(cursor(SIDE, SIDE), 1, 2);
        rig.restartGuest();
        attach();
        frames = 0;
        assertEquals(List.of(message(VHOST_USER_GPU_CURSOR_POS_HIDE, 0, 0)), news());
        rig.restartGuest();
        attach();
        frames = 0;
        assertEquals(List.of(), news());
    }

    /// Of a pointer that no guest has set nothing is said, whatever the last VMM's did.
    @Test
    void notSet_nothingIsSaid_alsoToTheNextVmm() {
        assertEquals(List.of(), news());
        show(cursor(SIDE, SIDE), 1, 2);
        rig.connect(VmmOptions.defaults());
        attach();
        frames = 0;
        assertEquals(List.of(), news());
    }
}
