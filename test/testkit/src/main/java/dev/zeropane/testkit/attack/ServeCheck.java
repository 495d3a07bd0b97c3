// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/// What every attack must leave possible: create, attach scattered pages, show, transfer, flush;
/// and the picture is right. Each time with other pixels, so that no old picture passes, and on
/// another screen, so that none waits for a file's turn.
public final class ServeCheck {
    private static final int FIRST_ID = 0x600d0000;
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final Rect NONE = new Rect(0, 0, 0, 0);
    private static final Duration TO_WRITE = Duration.ofSeconds(10);

    private final Target target;
    private final Random random = new Random(1);
    private int count;

    public ServeCheck(Target target) {
        this.target = target;
    }

    public Target target() {
        return target;
    }

    public void assertServes(TestVmm vmm, GpuDriver driver) {
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
    public void assertServesChanges(TestVmm vmm, GpuDriver driver) {
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

    private Framebuffer create(TestVmm vmm, GpuDriver driver) {
        return Framebuffer.create(
                driver,
                vmm.ram(),
                FIRST_ID + count++,
                VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                WIDTH,
                HEIGHT,
                true);
    }

    private static void release(TestVmm vmm, GpuDriver driver, Framebuffer fb, int screen) {
        GpuDriver.expectOk(driver.setScanout(screen, 0, NONE), "setScanout");
        GpuDriver.expectOk(driver.detachBacking(fb.resourceId()), "detachBacking");
        GpuDriver.expectOk(driver.unref(fb.resourceId()), "unref");
        fb.entries().forEach(entry -> vmm.ram().free(entry.gpa(), entry.length()));
    }

    /// Fills a framebuffer with random pixels.
    public Picture draw(Framebuffer fb) {
        int[] pixels = random.ints((long) fb.width() * fb.height()).toArray();
        for (int i = 0; i < pixels.length; i++) {
            fb.setPixel(i % fb.width(), i / fb.width(), pixels[i]);
        }
        return new Picture(fb.width(), fb.height(), pixels);
    }

    public void await(int screen, Picture expected) {
        Await.untilTrue(
                () -> "the picture on screen " + screen + ": " + difference(screen, expected),
                TO_WRITE,
                () -> target.picture(screen).equals(Optional.of(expected)));
    }

    private String difference(int screen, Picture expected) {
        return target.picture(screen)
                .map(actual -> new PictureDifference(actual, expected).toString())
                .orElse("there is none");
    }
}
