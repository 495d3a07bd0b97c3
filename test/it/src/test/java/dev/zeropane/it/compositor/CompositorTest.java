// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tests of windows stand on: the compositors show what foreign programs draw, where it is
/// looked for.
@Tag("vm")
final class CompositorTest {
    private static final String DMA_BUFS = "zwp_linux_dmabuf_v1";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @Test
    void weston_window_isTheScreen() {
        try (Compositor weston = Weston.start(directory, 800, 600);
                Program _ = MovingWindow.open(weston)) {
            MovingWindow.await(800, 600, weston::screenshot);
            assertTrue(globals(weston).contains(DMA_BUFS));
        }
    }

    @Test
    void sway_windows_areWhereTheyArePlaced() {
        try (Sway sway = Sway.start(directory, 1024, 768);
                Program _ = MovingWindow.open(sway);
                Program _ = MovingWindow.open(sway)) {
            List<SwayWindow> windows = sway.awaitWindows(MovingWindow.APP_ID, 2);
            windows.get(0).place(10, 20, 300, 200);
            windows.get(1).place(500, 400, 500, 300);
            MovingWindow.await(300, 200, windows.get(0)::screenshot);
            MovingWindow.await(500, 300, windows.get(1)::screenshot);
            Picture screen = sway.screenshot();
            assertTrue(MovingWindow.isIn(screen.crop(10, 20, 300, 200)));
            assertTrue(MovingWindow.isIn(screen.crop(500, 400, 500, 300)));
            assertEquals(0, screen.pixel(9, 20), "nothing beside a window");
            assertFalse(globals(sway).contains(DMA_BUFS));
        }
    }

    @Test
    void sway_windowThatIsClosed_isGone() {
        try (Sway sway = Sway.start(directory, 640, 480);
                Program client = MovingWindow.open(sway)) {
            sway.awaitWindow(MovingWindow.APP_ID).close();
            assertEquals(0, client.awaitExit(LIMIT));
            assertEquals(List.of(), sway.windows());
        }
    }

    @Test
    void sway_killedAndRestarted_takesClientsAtTheSameSocket() {
        try (Sway sway = Sway.start(directory, 640, 480)) {
            try (Program client = MovingWindow.open(sway)) {
                sway.awaitWindow(MovingWindow.APP_ID);
                sway.kill();
                client.awaitExit(LIMIT);
            }
            Path socket = sway.socket();
            sway.restart();
            assertEquals(socket, sway.socket());
            try (Program _ = MovingWindow.open(sway)) {
                sway.awaitWindow(MovingWindow.APP_ID);
            }
        }
    }

    /// Pixel by pixel, with a program that can say what it draws: in the middle of its window.
    @Test
    void sway_qemuWindow_showsWhatQemuDraws() {
        try (Sway sway = Sway.start(directory, 1024, 768);
                Vm vm =
                        Vm.startBy(
                                sway.launcher(),
                                directory,
                                QemuVersion.QEMU_10_0,
                                Vm.MEMFD,
                                List.of("-display", "gtk,show-menubar=off", "-S"),
                                List.of("-device", "bochs-display"))) {
            SwayWindow window = sway.awaitWindow("qemu");
            window.place(0, 0, 800, 600);
            Picture right = vm.screendump().orElseThrow();
            int left = (800 - right.width()) / 2;
            int top = (600 - right.height()) / 2;
            Await.untilTrue(
                    () -> right + " in " + window.now(),
                    LIMIT,
                    () -> {
                        Picture seen = window.screenshot();
                        return seen.width() == 800
                                && seen.height() == 600
                                && seen.crop(left, top, right.width(), right.height())
                                        .equals(right);
                    });
        }
    }

    @Test
    void westonInSway_windowFollowsTheScreen() {
        try (WestonInSway weston = WestonInSway.start(directory, 640, 480, 1024, 768);
                Program _ = MovingWindow.open(weston)) {
            MovingWindow.await(640, 480, weston::screenshot);
            weston.resize(1000, 700);
            MovingWindow.await(1000, 700, weston::screenshot);
            String globals = globals(weston);
            assertTrue(globals.contains(DMA_BUFS));
            assertTrue(globals.contains("'XR24'; 0x0000000000000000 = LINEAR"), globals);
            assertTrue(globals.contains("wl_seat"));
            weston.kill();
            weston.restart();
            weston.resize(640, 480);
            try (Program _ = MovingWindow.open(weston)) {
                MovingWindow.await(640, 480, weston::screenshot);
            }
        }
    }

    /// Again after a change in place, of which the compositor is told no more than that there is
    /// one.
    @Test
    void westonInSway_memfdInPlaceOfDmaBuf_isShown() {
        try (Compositor weston = WestonInSway.start(directory, 640, 480, 640, 480);
                DmaBufWindow window = new DmaBufWindow(weston);
                Fd memfd = Memfd.create("picture", 640 * 480 * Integer.BYTES);
                Mapping mapping = Mapping.of(memfd, 0, memfd.size(), Mapping.Access.READ_WRITE)) {
            window.show(memfd, 640, 480);
            for (int shade : new int[] {1, 2}) {
                int[] pixels = new int[640 * 480];
                Arrays.setAll(pixels, i -> 7919 * i + shade); // no colour twice
                Picture picture = new Picture(640, 480, pixels);
                MemorySegment.copy(
                        pixels, 0, mapping.segment(), ValueLayout.JAVA_INT, 0, pixels.length);
                window.damage(640, 480);
                Await.untilTrue(
                        () -> "the picture in shade " + shade,
                        LIMIT,
                        () -> weston.screenshot().equals(picture));
            }
        }
    }

    @Test
    void closed_leavesNoProcess() {
        try (Compositor _ = WestonInSway.start(directory, 640, 480, 640, 480)) {
            assertEquals(2, processesHere());
        }
        assertEquals(0, processesHere());
    }

    /// How many have their runtime directory in the test's.
    private long processesHere() {
        String runtime = "XDG_RUNTIME_DIR=" + directory;
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc/" + process.pid() + "/environ"))
                .filter(file -> read(file).contains(runtime))
                .count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it ended, or is not ours
        }
    }

    private static String globals(Compositor compositor) {
        return compositor.runTool(Map.of(), "wayland-info");
    }
}
