// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.Seed;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Screens that are to be dma-bufs, without end. Where the kernel makes none, each is refused: that
/// is said once, and all of them come as pixels.
@OwnProcess({"--display", "vmm,dmabuf"})
final class RefusedDmaBufTest extends ProcessAttackTest {
    private static final Duration TO_COME = Duration.ofSeconds(10);

    /// Pitches of them are what GPUs take: multiples of 256 bytes.
    private static final int WIDTH = 64;

    private static final int PICTURE = 7;

    private HostileGuest guest;

    @BeforeEach
    void connectGuest() {
        noteConnections(1);
        guest = new HostileGuest(check(), VmmOptions.defaults());
    }

    @AfterEach
    void sameConnectionServes() {
        try (HostileGuest it = guest) {
            it.assertServed();
        }
    }

    @AfterAll
    static void littleLives() {
        target().assertLittleLives();
    }

    private static void assertSaidOnce() {
        long refusals =
                target().messages().stream().filter(line -> line.contains("not exported")).count();
        long expected = Files.exists(Path.of("/dev/udmabuf")) ? 0 : 1;
        assertEquals(expected, refusals, () -> String.join("\n", target().messages()));
    }

    private void storm(VmmScreen screen, Random random, int rounds, int oneOf) {
        for (int i = 0; i < rounds; i++) {
            int id = 1 + random.nextInt(4);
            int width = WIDTH * (1 + random.nextInt(4));
            int scanout = random.nextInt(Target.OUTPUTS);
            switch (random.nextInt(8)) {
                case 0 -> guest.driver().unref(id);
                case 1 ->
                        guest.driver()
                                .create2d(
                                        id, VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, 50);
                case 2 ->
                        guest.driver()
                                .attachBacking(
                                        id, List.of(new Entry(4096L * random.nextInt(100), 65536)));
                case 3 -> guest.driver().detachBacking(id);
                case 4 -> guest.driver().setScanout(scanout, id, new Rect(0, 0, WIDTH, 50));
                case 5 -> guest.driver().setScanout(scanout, 0, new Rect(0, 0, 0, 0));
                case 6 -> guest.driver().setScanout(scanout, id, new Rect(1, 1, WIDTH - 1, 49));
                default -> guest.driver().flush(id, new Rect(0, 0, WIDTH, 1 + random.nextInt(50)));
            }
            if (random.nextInt(oneOf) == 0) {
                screen.holdDmaBufUpdates(random.nextBoolean());
                screen.poll();
            }
        }
        screen.holdDmaBufUpdates(false);
    }

    private void assertShows(VmmScreen screen) {
        guest.driver().meanwhile(screen::poll);
        Framebuffer fb = guest.framebuffer(PICTURE, 640, 480);
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
    void screensComeAndGo_whileTheVmmReadsSlowly() {
        try (VmmScreen screen = new VmmScreen(guest.vmm().gpuSocket().orElseThrow())) {
            storm(screen, Seed.random("RefusedDmaBufTest"), 1000, 2);
            assertShows(screen);
        }
        assertSaidOnce();
    }
}
