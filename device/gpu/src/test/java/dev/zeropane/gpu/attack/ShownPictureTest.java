// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pictures that are taken away, moved and partly drawn while they are shown.
final class ShownPictureTest extends AttackTest {
    private static final int ID = 7;

    private static final int SCREEN = 3;

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    private static final int SIZE = 16384; // of 64x64 pixels
    private static final Picture BLACK = new Picture(64, 64, new int[64 * 64]);

    /// Another resource than the one that is shown.
    private static final int COPIED = 9;

    private Framebuffer fb;

    @BeforeEach
    void create() {
        fb = framebuffer(ID, 64, 48);
    }

    @Test
    void sameResource_onAllScreens_showsOnAll_andGoesFromAll() {
        Picture picture = check().draw(fb);
        for (int i = 0; i < Target.OUTPUTS; i++) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(i, ID, 0, 0, 64, 48));
        }
        fb.update(fb.bounds());
        for (int i = 0; i < Target.OUTPUTS; i++) {
            check().await(i, picture);
        }
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.flush(ID, 0, 0, 64, 48));
    }

    @Test
    void unref_whileShown_worksOnce_andTheIdIsFreeAgain() {
        fb.show(0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
        Framebuffer next = framebuffer(ID, 32, 32);
        Picture picture = check().draw(next);
        next.show(0);
        next.update(next.bounds());
        check().await(0, picture);
    }

    @Test
    void detach_whileShown_keepsThePicture_whateverTheGuestThenWrites() {
        Picture picture = check().draw(fb);
        fb.show(1);
        fb.update(fb.bounds());
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
        fb.fill(fb.bounds(), 0x00ff_0000);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 48));
        check().await(1, picture);
        // Shown anew from what was kept.
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(2, ID, 0, 0, 64, 48));
        check().await(2, picture);
    }

    @Test
    void attachDetachAttach_whileShown_aThousandTimes() {
        Picture picture = check().draw(fb);
        fb.show(0);
        for (int i = 0; i < 1000; i++) {
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
            driver().attachBacking(ID, fb.entries());
        }
        fb.update(fb.bounds());
        check().await(0, picture);
    }

    @Test
    void outsideOfTheShownPart_isNothing_overItsEdge_isClipped() {
        Picture all = check().draw(fb);
        driver().transfer(ID, fb.bounds(), 0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 60, 40, 4, 8));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 60, 40));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 59, 39, 5, 9));
        int[] part = new int[4 * 8];
        for (int i = 0; i < part.length; i++) {
            part[i] = all.pixel(60 + i % 4, 40 + i / 4);
        }
        check().await(0, new Picture(4, 8, part));
    }

    private void attach(int length) {
        long page = vmm().ram().allocate(length);
        wire().fill(page, length);
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(COPIED, 1, new Entry(page, length)));
    }

    /// What a former resource held must not come through where nothing was transferred.
    @Test
    void backingTooShort_isRefused_andShowsNothingOld() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(COPIED, X8, 64, 64));
        attach(SIZE + 4);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(COPIED, 0, 0, 64, 64, 4));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(COPIED));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(COPIED, X8, 64, 64));
        attach(4096);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(SCREEN, COPIED, 0, 0, 64, 64));
        assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, Commands.transfer(COPIED, 0, 0, 64, 64, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(COPIED, 0, 0, 64, 64));
        check().await(SCREEN, BLACK);
    }

    /// A transfer that leaves the natural place copies; the part that was transferred stays.
    @Test
    void offsetThatOnlyACopyServes_showsWhatWasTransferred() {
        Framebuffer fb = framebuffer(8, 64, 64);
        Picture drawn = check().draw(fb);
        fb.show(SCREEN);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 0, 0, 64, 64, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 0, 0, 1, 1, 4));
        fb.fill(fb.bounds(), 0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(8, 0, 0, 64, 64));
        int[] expected = new int[64 * 64];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = drawn.pixel(i % 64, i / 64);
        }
        expected[0] = drawn.pixel(1, 0);
        check().await(SCREEN, new Picture(64, 64, expected));
    }
}
