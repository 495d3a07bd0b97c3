// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Screens that come and go without end, of sizes that can be dma-bufs, on a VMM that is strict.
///
/// @param screen the VMM's
/// @param readsOneOf how often it reads: after one request of so many
public record ScreenStorm(HostileGuest guest, VmmScreen screen, int readsOneOf) {
    private static final Duration TO_COME = Duration.ofSeconds(10);

    /// Pitches of them are what GPUs take: multiples of 256 bytes.
    private static final int WIDTH = 64;

    private static final int HEIGHT = 50;
    private static final int PICTURE = 7;

    /// Sends so many requests.
    public void rage(Random random, int requests) {
        for (int i = 0; i < requests; i++) {
            send(random, guest.driver());
            if (random.nextInt(readsOneOf) == 0) {
                screen.holdDmaBufUpdates(random.nextBoolean());
                boolean _ = screen.poll();
            }
        }
        screen.holdDmaBufUpdates(false);
    }

    private static void send(Random random, GpuDriver driver) {
        int id = 1 + random.nextInt(4);
        int width = WIDTH * (1 + random.nextInt(4));
        int scanout = random.nextInt(Target.OUTPUTS);
        switch (random.nextInt(8)) {
            case 0 -> driver.unref(id);
            case 1 ->
                    driver.create2d(id, VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, HEIGHT);
            case 2 ->
                    driver.attachBacking(
                            id, List.of(new Entry(4096L * random.nextInt(100), 65536)));
            case 3 -> driver.detachBacking(id);
            case 4 -> driver.setScanout(scanout, id, new Rect(0, 0, WIDTH, HEIGHT));
            case 5 -> driver.setScanout(scanout, 0, new Rect(0, 0, 0, 0));
            case 6 -> driver.setScanout(scanout, id, new Rect(1, 1, WIDTH - 1, HEIGHT - 1));
            default -> driver.flush(id, new Rect(0, 0, WIDTH, 1 + random.nextInt(HEIGHT)));
        }
    }

    /// Afterwards the screen shows what the guest draws.
    public void assertShows(ServeCheck check) {
        guest.driver().meanwhile(screen::poll);
        Framebuffer fb = guest.framebuffer(PICTURE, 640, 480);
        fb.show(0);
        Picture expected = check.draw(fb);
        fb.update(fb.bounds());
        screen.awaitPicture(0, expected, TO_COME);
    }
}
