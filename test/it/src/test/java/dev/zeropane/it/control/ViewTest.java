// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.it.rig.VncViewer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// `view`: a device that was started without a display is shown by other processes.
final class ViewTest extends AskingTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;

    private Program view(Map<String, String> environment, String... displays) {
        String[] all = new String[displays.length + 2];
        all[0] = "view";
        all[1] = "vm.gpu";
        System.arraycopy(displays, 0, all, 2, displays.length);
        Program started = Zeropane.start(directory, environment, all);
        started.err().await("showing vm.gpu", LIMIT);
        return started;
    }

    private static void await(
            String who, Picture right, Supplier<Optional<Picture>> look, Program view) {
        Await.untilTrue(
                () ->
                        who
                                + ": "
                                + look.get().map(p -> new PictureDifference(p, right).toString())
                                + view.err().text(),
                LIMIT,
                () -> look.get().equals(Optional.of(right)));
    }

    private static void end(Program view) {
        view.signal("TERM");
        view.awaitExit(143, LIMIT);
    }

    /// A random picture on the screen, and one pixel of it changed in place.
    private static Picture redraw(DrawnGpu.Drawing drawing, int pixel) {
        drawing.framebuffer().setPixel(17, 33, pixel);
        drawing.framebuffer().update(new Rect(17, 33, 1, 1));
        return drawing.picture(drawing.bounds());
    }

    @Test
    void headlessDevice_isAWindow_thenInAViewer_thenBoth_andNothingIsLeft() throws IOException {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none");
                TestCompositor compositor =
                        TestCompositor.start(directory, new CompositorOptions())) {
            DrawnGpu.Drawing drawing = gpu.drawing(WIDTH, HEIGHT);
            gpu.show(drawing, drawing.bounds());
            // What a device makes for its first watcher and keeps.
            ask("screenshot", "vm.gpu", "before.png");
            ProcessUsage before = awaitRest(gpu);
            Map<String, String> session = Map.of("WAYLAND_DISPLAY", compositor.socket().toString());
            Path pngs = directory.resolve("pictures");
            Supplier<Optional<Picture>> file =
                    () -> Picture.readIfThere(pngs.resolve("screen-0.png"));
            Supplier<Optional<Picture>> window =
                    () -> Optional.of(compositor.awaitWindow().picture());
            try (Program wayland = view(session, "--display=wayland")) {
                await("window", drawing.picture(drawing.bounds()), window, wayland);
                assertEquals("vm.gpu - Zeropane", compositor.awaitWindow().title());
                await("window", redraw(drawing, 0x123456), window, wayland);
                try (Program vnc = view(Map.of(), "--display=vnc", "--display=png:" + pngs);
                        VncViewer viewer = new VncViewer(VncViewer.port(vnc.err().text()))) {
                    Picture both = redraw(drawing, 0x654321);
                    await("window", both, window, wayland);
                    await("viewer", both, viewer::picture, vnc);
                    await("file", both, file, vnc);
                    ask("screenshot", "vm.gpu", "both.png");
                    assertEquals(both, Picture.read(directory.resolve("both.png")));
                    wayland.signal("STOP");
                    for (int i = 0; i < 50; i++) {
                        Picture next = redraw(drawing, i);
                        if (i % 25 == 0) {
                            await("viewer", next, viewer::picture, vnc);
                        }
                    }
                    wayland.signal("CONT");
                    Picture last = redraw(drawing, 0xabcdef);
                    await("window", last, window, wayland);
                    await("viewer", last, viewer::picture, vnc);
                    end(vnc);
                }
                end(wayland);
            }
            Await.untilTrue(
                    () -> ProcessUsage.of(gpu.pid()) + " to be no more than before: " + before,
                    LIMIT,
                    () -> isNoMoreThan(ProcessUsage.of(gpu.pid()), before));
        }
    }

    private static boolean isNoMoreThan(ProcessUsage now, ProcessUsage before) {
        return now.descriptors() <= before.descriptors() && now.mappings() <= before.mappings();
    }

    /// What a device has when nobody looks.
    private ProcessUsage awaitRest(DrawnGpu gpu) {
        Await.untilTrue(
                () -> "no views",
                LIMIT,
                () -> ask("stats", "vm.gpu", "--json").contains("\"mappings\":{\"used\":0,"));
        return ProcessUsage.of(gpu.pid());
    }

    @Test
    void deviceThatEnds_isSaid_andWithWaitTheNextIsShownInTheSamePlace() throws IOException {
        Path pngs = directory.resolve("pictures");
        Supplier<Optional<Picture>> file = () -> Picture.readIfThere(pngs.resolve("screen-0.png"));
        try (Program waiting =
                Zeropane.start(directory, "view", "vm.gpu", "--wait", "--display=png:" + pngs)) {
            waiting.err().await("waiting for a guest called vm.gpu", LIMIT);
            try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
                DrawnGpu.Drawing drawing = gpu.drawing(64, 32);
                gpu.show(drawing, drawing.bounds());
                await("file", drawing.picture(drawing.bounds()), file, waiting);
                try (Program other = view(Map.of(), "--display=png:other")) {
                    gpu.end();
                    other.awaitExit(0, LIMIT);
                    assertTrue(
                            other.err().text().contains("vm.gpu (" + gpu.pid() + ") has ended"),
                            other.err().text());
                }
            }
            try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
                DrawnGpu.Drawing drawing = gpu.drawing(128, 96);
                gpu.show(drawing, drawing.bounds());
                await("file", drawing.picture(drawing.bounds()), file, waiting);
            }
            end(waiting);
        }
    }

    @Test
    void nobodyOfThatName_isOneSentence() {
        assertTrue(refused("view", "vm.gpu").contains("no guest"));
    }
}
