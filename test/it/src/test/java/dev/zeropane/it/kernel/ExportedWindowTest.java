// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.it.compositor.Weston;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guest's own pages in a window: real dma-bufs, a real compositor that draws by OpenGL, the
/// device a process of its own. What is compared is what the compositor's screen shows.
@Tag("kernel")
@Tag("oldest-kernel")
final class ExportedWindowTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final long BYTES = 4L * WIDTH * HEIGHT;
    private static final int CHANGE = 0x00a5c3;
    private static final int FLIPS = 20;

    @TempDir private static Path directory;

    private static Weston weston;
    private static DrawnGpu gpu;

    @BeforeAll
    static void start() {
        weston = Weston.startAndDraw(directory, WIDTH, HEIGHT);
        gpu =
                new DrawnGpu(
                        directory,
                        "vm.gpu",
                        Map.of("WAYLAND_DISPLAY", weston.socket().toString()),
                        "--display=wayland");
        gpu.vmm().close();
    }

    @AfterAll
    static void end() {
        if (gpu != null) {
            gpu.close();
        }
        if (weston != null) {
            weston.close();
        }
    }

    @BeforeEach
    void connect() {
        gpu.connect();
    }

    @AfterEach
    void nothingIsLeft() {
        gpu.vmm().close();
        awaitDmaBufs(gpu.pid(), 0);
        assertEquals(0, stats().pinned());
    }

    private static ControlStats stats() {
        return ControlStats.of(gpu.pid());
    }

    private static void awaitScreen(Picture right) {
        Await.untilTrue(
                () -> new PictureDifference(weston.screenshot(), right) + "\n" + weston.log(),
                LIMIT,
                () -> weston.screenshot().equals(right));
    }

    private static DrawnGpu.Drawing shown() {
        DrawnGpu.Drawing drawing = gpu.drawing(WIDTH, HEIGHT);
        gpu.show(drawing, drawing.bounds());
        awaitScreen(drawing.picture(drawing.bounds()));
        return drawing;
    }

    /// The second picture is of pages that were handed over before it was drawn.
    @Test
    void window_showsTheGuestsPages_andWhatIsDrawnInPlace() {
        long copied = stats().bytesCopied();
        DrawnGpu.Drawing drawing = shown();
        Framebuffer fb = drawing.framebuffer();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                fb.setPixel(x, y, fb.getPixel(x, y) ^ CHANGE);
            }
        }
        // That something was drawn is all that is said: nothing is transferred.
        GpuDriver.expectOk(gpu.driver().flush(fb.resourceId(), fb.bounds()), "flush");
        awaitScreen(drawing.picture(drawing.bounds()));
        assertEquals("exported", stats().dmaBuf());
        assertEquals(BYTES, stats().pinned());
        assertEquals(copied, stats().bytesCopied());
        assertEquals("aliased", stats().screen().get("storage"));
    }

    @Test
    void flips_exportEachBufferOnce_andShowTheLatest() {
        long copied = stats().bytesCopied();
        DrawnGpu.Drawing front = shown();
        DrawnGpu.Drawing back = gpu.drawing(WIDTH, HEIGHT);
        Framebuffer fb = back.framebuffer();
        for (int x = 0; x < WIDTH; x++) {
            fb.setPixel(x, 0, CHANGE);
        }
        for (int i = 0; i < FLIPS; i++) {
            DrawnGpu.Drawing next = i % 2 == 0 ? back : front;
            gpu.show(next, next.bounds());
        }
        awaitScreen(front.picture(front.bounds()));
        gpu.show(back, back.bounds());
        awaitScreen(back.picture(back.bounds()));
        assertEquals(2 * BYTES, stats().pinned());
        assertEquals(copied, stats().bytesCopied());
    }

    /// The picture stays; the pages are the guest's again, also as the compositor sees it.
    @Test
    void pagesTakenBack_thePictureStaysWithoutThem() {
        DrawnGpu.Drawing drawing = shown();
        Picture picture = drawing.picture(drawing.bounds());
        int id = drawing.framebuffer().resourceId();
        long imported = DmaBufs.of(weston.pid());
        GpuDriver.expectOk(gpu.driver().detachBacking(id), "detach");
        Await.untilTrue(
                () -> DmaBufs.of(weston.pid()) + " dma-bufs in the compositor, as before",
                LIMIT,
                () -> DmaBufs.of(weston.pid()) < imported);
        awaitScreen(picture);
        assertEquals(0, stats().pinned());
    }

    /// Where it begins in the buffer goes to the compositor as a number.
    @Test
    void partOfABuffer_isShownWithoutACopy() {
        long copied = stats().bytesCopied();
        DrawnGpu.Drawing drawing = gpu.drawing(2 * WIDTH, HEIGHT);
        for (Rect part :
                new Rect[] {
                    new Rect(0, 0, WIDTH, HEIGHT), new Rect(WIDTH - 64, 0, WIDTH, HEIGHT)
                }) {
            gpu.show(drawing, part);
            awaitScreen(drawing.picture(part));
        }
        assertEquals(copied, stats().bytesCopied());
        assertEquals("exported", stats().dmaBuf());
    }

    /// A device without a display, whose pages another process shows: nobody copies anything.
    @Test
    void viewFromAnotherProcess_showsTheGuestsPages_andWhatIsDrawnInPlace() {
        Map<String, String> session = Map.of("WAYLAND_DISPLAY", weston.socket().toString());
        try (DrawnGpu headless = new DrawnGpu(directory, "other.gpu", "--display=none");
                Program view =
                        Zeropane.start(
                                directory, session, "view", "other.gpu", "--display=wayland")) {
            view.err().await("showing other.gpu", LIMIT);
            DrawnGpu.Drawing drawing = headless.drawing(WIDTH, HEIGHT);
            headless.show(drawing, drawing.bounds());
            awaitScreen(drawing.picture(drawing.bounds()));
            Framebuffer fb = drawing.framebuffer();
            fb.setPixel(WIDTH - 1, HEIGHT - 1, fb.getPixel(WIDTH - 1, HEIGHT - 1) ^ CHANGE);
            GpuDriver.expectOk(headless.driver().flush(fb.resourceId(), fb.bounds()), "flush");
            awaitScreen(drawing.picture(drawing.bounds()));
            ControlStats stats = ControlStats.of(headless.pid());
            assertEquals("exported", stats.dmaBuf());
            assertEquals(0, ControlStats.number(stats.display("watch"), "bytesCopied"));
            GpuDriver.expectOk(headless.driver().setScanout(0, 0, fb.bounds()), "off");
            GpuDriver.expectOk(headless.driver().unref(fb.resourceId()), "unref");
            // The guest has taken its pages back, and the view has let go of them.
            awaitDmaBufs(headless.pid(), 0);
            awaitDmaBufs(view.pid(), 0);
            view.signal("TERM");
            view.awaitExit(LIMIT);
        }
    }

    private static void awaitDmaBufs(long pid, long count) {
        Await.untilTrue(
                () -> DmaBufs.of(pid) + " dma-bufs in process " + pid,
                LIMIT,
                () -> DmaBufs.of(pid) == count);
    }
}
