// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnVga;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `ps`, `stats`, `screenshot` and `watch`, asked of a `zeropane vga`.
final class VgaControlTest extends AskingTest {
    private static final int WIDTH = 328;
    private static final int HEIGHT = 200;

    @Test
    void ps_andStats() throws IOException {
        try (DrawnVga vga = drawn("--display=png:screens")) {
            Await.untilTrue(() -> ask("ps"), LIMIT, () -> ask("ps").contains("off"));
            vga.on();
            Path png = directory.resolve("screens/screen-0.png");
            Await.untilTrue(
                    () -> "the picture",
                    LIMIT,
                    () -> Picture.readIfThere(png).filter(vga.picture()::equals).isPresent());
            long us = ProcessHandle.current().pid();
            String row =
                    "vm\\.vga +%d +%d +328x200 +0:0\\d:\\d\\d".formatted(vga.process().pid(), us);
            String table = ask("ps");
            assertTrue(table.lines().anyMatch(line -> line.matches(row)), table);

            String text = ask("stats", "vm.vga");
            assertTrue(text.contains("screen 0: 328x200 XR24, dma-buf: not-wanted"), text);
            assertTrue(text.contains("modes 1  flips 0 "), text);
            Map<String, Object> all = JSON.std.mapFrom(ask("stats", "vm.vga", "--json"));
            assertEquals("vga", all.get("device"));
            ControlStats stats = new ControlStats(all);
            assertEquals(0, stats.pinned());
            assertEquals(1, ControlStats.number(stats.screen(), "modeChanges"));
            assertTrue(ControlStats.number(stats.screen(), "rowsCompared") >= HEIGHT, text);
            assertTrue(
                    ControlStats.number(stats.screen(), "bytesCompared") >= 4 * WIDTH * HEIGHT,
                    text);
            assertTrue(ControlStats.number(stats.display("png:screens"), "shown") > 0, text);

            vga.off();
            assertTrue(ask("ps").contains("off"));
        }
    }

    @Test
    void screenshot_isWhatIsOnTheScreen_thoughNobodyElseLooks() {
        try (DrawnVga vga = drawn("--display=none")) {
            vga.on();
            ask("screenshot", "vm.vga", "shot.png");
            assertEquals(vga.picture(), Picture.read(directory.resolve("shot.png")));
        }
    }

    /// The guest does nothing but write to memory of its own.
    @Test
    void pixel_drawnWithoutAWord_isInThePngFile_andInAScreenshot() {
        try (DrawnVga vga = drawn("--display=png:screens")) {
            vga.on();
            Path png = directory.resolve("screens/screen-0.png");
            for (int i = 0; i < 3; i++) {
                vga.draw(WIDTH - 1 - i, i, 0xabcdef);
                Await.untilTrue(
                        () -> "the pixel " + vga.process().err().text(),
                        LIMIT,
                        () -> Picture.readIfThere(png).filter(vga.picture()::equals).isPresent());
            }
            vga.draw(0, HEIGHT - 1, 0xfedcba);
            // As soon as the device has looked.
            Await.untilTrue(
                    () -> "the last pixel",
                    LIMIT,
                    () -> {
                        ask("screenshot", "vm.vga", "shot.png");
                        return vga.picture().equals(Picture.read(directory.resolve("shot.png")));
                    });
        }
    }

    /// Nobody tells that something was drawn.
    @Test
    void watch_printsALineForWhatIsDrawn() throws IOException {
        try (DrawnVga vga = drawn("--display=none")) {
            vga.on();
            try (Program watch =
                    Zeropane.start(directory, "watch", "vm.vga", "--frames=2", "--json")) {
                Map<String, Object> first = JSON.std.mapFrom(watch.out().await("frame", LIMIT));
                assertEquals(WIDTH, first.get("width"));
                assertEquals("XR24", first.get("fourcc"));
                vga.draw(7, 9, 0xabcdef);
                assertEquals(0, watch.awaitExit(LIMIT), watch.err().text());
                Map<String, Object> second = JSON.std.mapFrom(watch.out().lines().getLast());
                Map<?, ?> damage = (Map<?, ?>) second.get("damage");
                assertEquals(9, damage.get("y"));
                assertEquals(1, damage.get("height"));
            }
        }
    }

    private DrawnVga drawn(String... arguments) {
        DrawnVga vga = new DrawnVga(directory, "vm.vga", WIDTH, HEIGHT, arguments);
        vga.drawAll();
        return vga;
    }
}
