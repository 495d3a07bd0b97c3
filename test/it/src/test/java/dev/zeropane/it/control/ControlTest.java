// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.linux.Credentials;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `ps`, `stats`, `screenshot` and `watch`, asked of running processes.
final class ControlTest extends AskingTest {
    /// Of docs/watch.py: what a programmer reads before deciding.
    private static final int CONSUMER_LINES = 75;

    @Test
    void ps_listsEveryInstance_andNamesFindThem() throws IOException {
        assertNobody();
        assertTrue(refused("stats").contains("no guest"));
        try (DrawnGpu web =
                        new DrawnGpu(directory, "web.gpu", "--display=none", "--max-outputs=2");
                DrawnGpu db = new DrawnGpu(directory, "db.gpu", "--display=none")) {
            web.framebuffer(1, 320, 200).show(1);
            String table = ask("ps");
            assertEquals(3, table.lines().count(), table);
            long us = ProcessHandle.current().pid();
            String row = "web\\.gpu +%d +%d +off,320x200 +0:00:\\d\\d".formatted(web.pid(), us);
            assertTrue(table.lines().anyMatch(line -> line.matches(row)), table);
            assertEquals("db.gpu", stats(db).get("name"));
            assertEquals(
                    "web.gpu", JSON.std.mapFrom(ask("stats", "web.gpu", "--json")).get("name"));
            assertTrue(ask("stats", "web.gpu").contains("screen 1: 320x200 XR24, aliased"));
            for (String[] unclear : new String[][] {{"stats"}, {"stats", "mail"}}) {
                String message = refused(unclear);
                assertTrue(message.contains("web.gpu (" + web.pid() + ")"), message);
                assertTrue(message.contains("db.gpu (" + db.pid() + ")"), message);
            }
            assertTrue(refused("screenshot", "db.gpu", "x.png").contains("shows nothing"));
            assertFalse(Files.exists(directory.resolve("x.png")));
            assertTrue(refused("paste", "db.gpu").contains("without --clipboard"));
            List<Object> all = JSON.std.listFrom(ask("ps", "--json"));
            assertEquals(2, all.size());
        }
        // Those that were killed are not listed.
        assertNobody();
    }

    /// Nothing where other programs read, and a word for people.
    private void assertNobody() {
        try (Program ps = Zeropane.start(directory, "ps")) {
            ps.awaitExit(0, LIMIT);
            assertEquals("", ps.out().text());
            assertTrue(ps.err().text().contains("zeropane demo starts one"), ps.err().text());
        }
    }

    private Map<String, Object> stats(DrawnGpu gpu) throws IOException {
        return JSON.std.mapFrom(ask("stats", Long.toString(gpu.pid()), "--json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "png:screens"})
    void screenshot_isWhatIsOnTheScreen(String display) throws IOException {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=" + display)) {
            DrawnGpu.Drawing drawing = gpu.drawing(333, 217);
            Rect part = new Rect(5, 7, 201, 99);
            gpu.show(drawing, part);
            Picture expected = drawing.picture(part);
            if (!display.equals("none")) {
                Path png = directory.resolve("screens/screen-0.png");
                Await.untilTrue(
                        () -> "the PNG display's picture",
                        LIMIT,
                        () -> Picture.readIfThere(png).filter(expected::equals).isPresent());
            }
            ask("screenshot", "vm.gpu", "shot.png");
            assertSame(expected, Picture.read(directory.resolve("shot.png")));
            try (Program program =
                    Zeropane.startShell(directory, "screenshot vm.gpu - > piped.png")) {
                program.awaitExit(0, LIMIT);
            }
            assertSame(expected, Picture.read(directory.resolve("piped.png")));
        }
    }

    private static void assertSame(Picture expected, Picture actual) {
        assertEquals(expected, actual, new PictureDifference(actual, expected)::toString);
    }

    @Test
    void watch_printsALineForEachFrame() throws IOException {
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
            DrawnGpu.Drawing drawing = gpu.drawing(64, 32);
            gpu.show(drawing, drawing.bounds());
            try (Program watch =
                    Zeropane.start(directory, "watch", "vm.gpu", "--frames=2", "--json")) {
                Map<String, Object> first = JSON.std.mapFrom(watch.out().await("frame", LIMIT));
                assertEquals(64, first.get("width"));
                assertEquals("XR24", first.get("fourcc"));
                assertEquals(64 * 4, first.get("stride"));
                drawing.framebuffer().update(new Rect(3, 4, 5, 6));
                watch.awaitExit(0, LIMIT);
                Map<String, Object> second = JSON.std.mapFrom(watch.out().lines().getLast());
                assertEquals(Map.of("x", 3, "y", 4, "width", 5, "height", 6), second.get("damage"));
            }
        }
    }

    /// The client that the documentation shows, as it stands there.
    @Test
    void consumerOfTheDocumentation_seesThePixels() throws IOException {
        Path consumer = Zeropane.root().resolve("docs/watch.py");
        assertTrue(Files.readAllLines(consumer).size() <= CONSUMER_LINES);
        assumeTrue(hasPython(), "no python3 of at least 3.9: docs/watch.py was not run");
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
            DrawnGpu.Drawing drawing = gpu.drawing(333, 217);
            gpu.show(drawing, drawing.bounds());
            try (Program watch =
                    Program.start(
                            directory,
                            Map.of(),
                            "python3",
                            consumer.toString(),
                            gpu.controlSocket().toString(),
                            "screen.ppm",
                            "2")) {
                watch.out().await("\"sequence\": 1", LIMIT);
                drawing.framebuffer().setPixel(332, 216, 0xff123456);
                drawing.framebuffer().update(new Rect(332, 216, 1, 1));
                watch.awaitExit(0, LIMIT);
            }
            assertSame(drawing.picture(drawing.bounds()), ppm(directory.resolve("screen.ppm")));
        }
    }

    private boolean hasPython() {
        try (Program python =
                Program.start(
                        directory, Map.of(), "python3", "-c", "import socket; socket.recv_fds")) {
            return python.awaitExit(LIMIT) == 0;
        }
    }

    /// A PPM as the consumer writes it: `P6 WIDTH HEIGHT 255`, then three bytes for each pixel.
    private static Picture ppm(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        while (bytes[start] != '\n') {
            start++;
        }
        String[] header = new String(bytes, 0, start, StandardCharsets.US_ASCII).split(" ", -1);
        int width = Integer.parseInt(header[1]);
        int height = Integer.parseInt(header[2]);
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int at = start + 1 + 3 * i;
            pixels[i] =
                    (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
        }
        return new Picture(width, height, pixels);
    }

    @Test
    void gpu_noPlaceForASocket_servesAllTheSame() throws IOException {
        int uid = Credentials.effectiveUid();
        assumeFalse(Files.isDirectory(Path.of("/run/user/" + uid)), "the user has a place");
        Path socket = directory.resolve("vm.gpu");
        try (Program gpu =
                Program.start(
                        directory,
                        Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/proc"),
                        "env",
                        "-u",
                        "HOME",
                        "-u",
                        "XDG_RUNTIME_DIR",
                        Zeropane.root().resolve("zeropane").toString(),
                        "gpu",
                        "--socket-path=" + socket,
                        "--display=none")) {
            gpu.err().await("waiting for a VMM", LIMIT);
            gpu.err().await("no control socket", LIMIT);
            assertEquals(
                    1,
                    Zeropane.messages(gpu).stream().filter(m -> m.contains("warning: ")).count(),
                    gpu.err().text());
            try (Vmm vmm = Vmm.connect(socket)) {
                assertEquals(
                        1,
                        new GpuDriver(vmm)
                                .getDisplayInfo().displays().stream()
                                        .filter(d -> d.enabled())
                                        .count());
            }
        }
    }

    @Test
    void gpu_ended_leavesNoControlSocket() throws IOException {
        Path socket;
        try (DrawnGpu gpu = new DrawnGpu(directory, "vm.gpu", "--display=none")) {
            socket = gpu.controlSocket();
            assertTrue(Files.exists(socket));
            gpu.end();
        }
        assertFalse(Files.exists(socket));
    }
}
