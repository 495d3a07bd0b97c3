// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.service.VmmPictures;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Screens that are to be dma-bufs, without end, on a VMM that is strict. Where the kernel makes
/// none, each is refused, and all of them come as pixels.
final class SharedScreensTest extends GuestAttackTest {
    private static final Duration TO_COME = Duration.ofSeconds(10);

    /// Pitches of them are what GPUs take: multiples of 256 bytes.
    private static final int WIDTH = 64;

    private static final int PICTURE = 7;

    private void storm(VmmScreen screen, Random random, int rounds, int oneOf) {
        for (int i = 0; i < rounds; i++) {
            int id = 1 + random.nextInt(4);
            int width = WIDTH * (1 + random.nextInt(4));
            int scanout = random.nextInt(Target.OUTPUTS);
            switch (random.nextInt(8)) {
                case 0 -> driver().unref(id);
                case 1 ->
                        driver().create2d(
                                        id, VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, 50);
                case 2 ->
                        driver().attachBacking(
                                        id, List.of(new Entry(4096L * random.nextInt(100), 65536)));
                case 3 -> driver().detachBacking(id);
                case 4 -> driver().setScanout(scanout, id, new Rect(0, 0, WIDTH, 50));
                case 5 -> driver().setScanout(scanout, 0, new Rect(0, 0, 0, 0));
                case 6 -> driver().setScanout(scanout, id, new Rect(1, 1, WIDTH - 1, 49));
                default -> driver().flush(id, new Rect(0, 0, WIDTH, 1 + random.nextInt(50)));
            }
            if (random.nextInt(oneOf) == 0) {
                screen.holdDmaBufUpdates(random.nextBoolean());
                screen.poll();
            }
        }
        screen.holdDmaBufUpdates(false);
    }

    private void assertShows(VmmScreen screen) {
        driver().meanwhile(screen::poll);
        Framebuffer fb = framebuffer(PICTURE, 640, 480);
        fb.show(0);
        Picture expected = check().draw(fb);
        fb.update(fb.bounds());
        screen.await("the picture", TO_COME, () -> shows(screen, expected));
    }

    private static boolean shows(VmmScreen screen, Picture expected) {
        return screen.picture(0)
                .filter(seen -> seen.width() == expected.width())
                .filter(seen -> {
                    int[] pixels = new int[seen.width() * seen.height()];
                    for (int i = 0; i < pixels.length; i++) {
                        pixels[i] = seen.pixel(i % seen.width(), i / seen.width());
                    }
                    return new Picture(seen.width(), seen.height(), pixels).equals(expected);
                })
                .isPresent();
    }

    @Test
    void screensComeAndGo_whileTheVmmReadsNothing() {
        try (VmmScreen screen = new VmmScreen(vmm().gpuSocket().orElseThrow())) {
            storm(screen, Seed.random("SharedScreensTest"), 3000, Integer.MAX_VALUE);
            assertShows(screen);
        }
    }

    @Test
    void socketsComeAndGo_inTheMiddle() {
        Random random = Seed.random("SharedScreensTest");
        for (int i = 0; i < 50; i++) {
            try (VmmScreen screen = new VmmScreen(vmm().gpuSetSocket())) {
                storm(screen, random, 20, 2);
            }
        }
        try (VmmScreen screen = new VmmScreen(vmm().gpuSetSocket())) {
            assertShows(screen);
        }
    }

    @Override
    VmmPictures pictures() {
        return VmmPictures.DMA_BUFS;
    }
}
