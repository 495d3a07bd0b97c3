// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/// What every attack must leave possible: create, attach scattered pages, show, transfer, flush;
/// and the picture is right. Each time with other pixels, so that no old picture passes, and on
/// another screen, so that none waits for a file's turn.
final class ServeCheck {
    private static final int FIRST_ID = 0x600d0000;
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final Rect NONE = new Rect(0, 0, 0, 0);
    private static final Duration TO_WRITE = Duration.ofSeconds(10);

    private final GpuServer server;
    private final Random random = new Random(1);
    private int count;

    ServeCheck(GpuServer server) {
        this.server = server;
    }

    void assertServes(Vmm vmm, GpuDriver driver) {
        int screen = count % Target.OUTPUTS;
        Framebuffer fb = create(vmm, driver);
        Picture picture = draw(fb);
        fb.show(screen);
        fb.update(fb.bounds());
        await(screen, picture);
        release(vmm, driver, fb, screen);
    }

    /// As [#assertServes], and it is the flush that brings the picture: files are written four
    /// times a second, so this takes longer.
    void assertServesChanges(Vmm vmm, GpuDriver driver) {
        int screen = count % Target.OUTPUTS;
        Framebuffer fb = create(vmm, driver);
        Picture first = draw(fb);
        fb.show(screen);
        await(screen, first);
        Picture second = draw(fb);
        fb.update(fb.bounds());
        await(screen, second);
        release(vmm, driver, fb, screen);
    }

    private Framebuffer create(Vmm vmm, GpuDriver driver) {
        return Framebuffer.create(
                driver,
                vmm.ram(),
                FIRST_ID + count++,
                VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                WIDTH,
                HEIGHT,
                true);
    }

    private static void release(Vmm vmm, GpuDriver driver, Framebuffer fb, int screen) {
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.setScanout(screen, 0, NONE));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.detachBacking(fb.resourceId()));
        assertEquals(VIRTIO_GPU_RESP_OK_NODATA, driver.unref(fb.resourceId()));
        fb.entries().forEach(entry -> vmm.ram().free(entry.gpa(), entry.length()));
    }

    /// Fills a framebuffer with random pixels.
    Picture draw(Framebuffer fb) {
        int[] pixels = random.ints((long) fb.width() * fb.height()).toArray();
        for (int i = 0; i < pixels.length; i++) {
            fb.setPixel(i % fb.width(), i / fb.width(), pixels[i]);
        }
        return new Picture(fb.width(), fb.height(), pixels);
    }

    void await(int screen, Picture expected) {
        Await.untilTrue(
                () -> "the picture on screen " + screen + ": " + difference(screen, expected),
                TO_WRITE,
                () -> server.picture(screen).equals(Optional.of(expected)));
    }

    private String difference(int screen, Picture expected) {
        return server.picture(screen)
                .map(actual -> new PictureDifference(actual, expected).toString())
                .orElse("there is none");
    }
}
