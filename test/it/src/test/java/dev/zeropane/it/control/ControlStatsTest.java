// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static dev.zeropane.it.rig.ControlStats.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The numbers of `stats`, against a driver that knows what it did. Asked over the socket, as the
/// page about it says.
@Tag("cli")
final class ControlStatsTest {
    @TempDir private Path directory;

    private static void assertNumbers(
            Map<String, Object> screen, int flips, int refreshes, int flushes, int transfers) {
        assertEquals(flips, number(screen, "flips"), screen::toString);
        assertEquals(refreshes, number(screen, "refreshes"), screen::toString);
        assertEquals(flushes, number(screen, "flushes"), screen::toString);
        assertEquals(transfers, number(screen, "transfers"), screen::toString);
    }

    private static ControlStats stats(DrawnGpu gpu) {
        return ControlStats.of(gpu.pid());
    }

    private static Map<String, Object> screen(DrawnGpu gpu) {
        return stats(gpu).screen();
    }

    /// What a display has shown and dropped comes to what it was given, once it has caught up.
    private static void assertAddsUp(DrawnGpu gpu) {
        ControlStats stats =
                Await.until(
                        () -> "every update to be shown or dropped: " + stats(gpu),
                        Duration.ofSeconds(20),
                        () -> Optional.of(stats(gpu)).filter(ControlStats::isSettled));
        assertTrue(number(stats.displays().getFirst(), "shown") > 0, stats::toString);
        assertTrue(number(stats.displays().getFirst(), "bytesCopied") > 0, stats::toString);
    }

    @Test
    void flipsFlushesTransfers_areCountedAndAddUp() {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=png:screens")) {
            Framebuffer front = gpu.framebuffer(1, 320, 200);
            Framebuffer back = gpu.framebuffer(2, 320, 200);
            for (int i = 0; i < 50; i++) {
                Framebuffer next = i % 2 == 0 ? front : back;
                next.fill(new Rect(0, i, 320, 1), i);
                // Two requests, before the picture is on the screen: counted for it once it is.
                GpuDriver.expectOk(
                        gpu.driver().transfer(next.resourceId(), next.bounds(), 0), "transfer");
                next.show(0);
                GpuDriver.expectOk(gpu.driver().flush(next.resourceId(), next.bounds()), "flush");
            }
            back.show(0);
            // Nobody sees this one.
            GpuDriver.expectOk(gpu.driver().flush(1, front.bounds()), "flush");
            front.update(front.bounds());
            ControlStats stats = stats(gpu);
            Map<String, Object> screen = stats.screen();
            assertNumbers(screen, 50, 1, 50, 50);
            assertEquals(1, stats.number("unseenTransfers"));
            assertEquals("aliased", screen.get("storage"));
            assertEquals(0, number(screen, "bytesCopied"));
            assertEquals(2, stats.number("resources"));
            assertAddsUp(gpu);
        }
    }

    @Test
    void nonCanonicalTransfer_isShadowedAndSaysWhy_withBytesCopied() {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=png:screens")) {
            Framebuffer fb = gpu.framebuffer(1, 64, 32);
            fb.show(0);
            fb.update(fb.bounds());
            assertEquals("aliased", screen(gpu).get("storage"));
            assertFalse(screen(gpu).containsKey("reason"));
            // The second row, from where the first one is.
            GpuDriver.expectOk(gpu.driver().transfer(1, new Rect(0, 1, 64, 1), 0), "transfer");
            ControlStats stats = stats(gpu);
            Map<String, Object> screen = stats.screen();
            assertEquals("shadowed", screen.get("storage"));
            assertEquals("non-canonical-transfer", screen.get("reason"));
            // All of it carried over, and the row.
            assertEquals(64 * 33 * 4, number(screen, "bytesCopied"));
            assertNumbers(screen, 1, 1, 1, 2);
            assertEquals(64 * 32 * 4, number(stats.object("hostMemory"), "used"));
            assertAddsUp(gpu);
            gpu.driver().unref(1);
            stats = stats(gpu);
            assertFalse(stats.screen().containsKey("storage"));
            assertEquals(0, number(stats.object("hostMemory"), "used"));
            assertEquals(64 * 33 * 4, number(stats.screen(), "bytesCopied"));
        }
    }

    @Test
    void reasons_areNamed() {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
            int format = VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
            Rect all = new Rect(0, 0, 64, 64);
            GpuDriver.expectOk(gpu.driver().create2d(1, format, 64, 64), "create");
            GpuDriver.expectOk(gpu.driver().setScanout(0, 1, all), "show");
            assertEquals("empty", screen(gpu).get("reason"));
            attach(gpu, new Entry(0x200000, 8192));
            assertEquals("short-backing", screen(gpu).get("reason"));
            GpuDriver.expectOk(gpu.driver().detachBacking(1), "detach");
            assertEquals("detached", screen(gpu).get("reason"));
            attach(gpu, new Entry(0x200010, 16384));
            assertEquals("unaligned-backing", screen(gpu).get("reason"));
        }
        try (DrawnGpu gpu = new DrawnGpu(directory, "copy.gpu", "--display=none", "--copy")) {
            gpu.framebuffer(1, 64, 64).show(0);
            assertEquals("copy-option", screen(gpu).get("reason"));
        }
    }

    private static void attach(DrawnGpu gpu, Entry entry) {
        GpuDriver.expectOk(gpu.driver().attachBacking(1, List.of(entry)), "attach");
    }
}
