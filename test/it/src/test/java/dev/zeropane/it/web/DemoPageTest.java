// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.browser.Chromium;
import dev.zeropane.testkit.browser.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `zeropane demo` on a machine without a compositor: the address that it prints, in Chromium.
@Tag("vm")
final class DemoPageTest {
    private static final Duration TO_BOOT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern ADDRESS =
            Pattern.compile("http://127\\.0\\.0\\.1:\\d+/#token=\\S+");

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    /// What Linux's console makes of "\e[41m".
    private static final String RED = "170,0,0";

    @TempDir Path directory;

    @Test
    void page_showsTheConsole_isTypedInto_andTheGuestFollowsItsWindow() {
        Toolbox.require();
        assumeTrue(Chromium.find().isPresent(), "no Chromium: install the package chromium");
        try (Program demo = Zeropane.start(directory, "demo");
                Chromium chromium = Chromium.start(directory);
                Tab tab = chromium.newTab()) {
            tab.resize(WIDTH, HEIGHT);
            tab.preferScheme("dark");
            tab.go(address(demo));
            tab.await("document.activeElement.tagName === 'CANVAS'", TO_BOOT);
            // The demo's greeting is between two bars.
            tab.await(colourCount("0,0,170") + " > 2 * 16 * " + WIDTH * 9 / 10, TO_BOOT);
            takePicture(tab);

            // A command, typed until it is seen to have run: nothing tells when the guest's
            // keyboard's driver and its shell are there.
            awaitEffect(
                    tab,
                    "printf '\\033[?25l\\033[41m\\033[2J\\033[H'\n",
                    colourCount(RED) + " > " + WIDTH * HEIGHT / 2);
            assertSamePicture(tab, demo);

            type(tab, "printf '\\033[m\\033[2J\\033[H'; uname -a; free; df\n");
            tab.await(
                    colourCount(RED) + " === 0 && " + colourCount("170,170,170") + " > 500", LIMIT);
            assertSamePicture(tab, demo);

            assertFollows(tab, demo);
            assertTrue(tab.complaints().isEmpty(), () -> tab.complaints().toString());
            assertEquals(
                    List.of(),
                    Zeropane.messages(demo).stream()
                            .filter(line -> line.contains("token="))
                            .skip(1)
                            .toList());
        }
    }

    private static String address(Program demo) {
        return Await.until(
                demo::said,
                TO_BOOT,
                () -> {
                    Matcher matcher = ADDRESS.matcher(demo.out().text() + "\n" + demo.err().text());
                    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
                });
    }

    /// How many pixels of the canvas have a colour.
    private static String colourCount(String rgb) {
        return """
        (() => {
          const canvas = document.querySelector('#screen canvas');
          const wanted = [%s];
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i] === wanted[0] && data[i + 1] === wanted[1] && data[i + 2] === wanted[2]) count++;
          }
          return count;
        })()\
        """
                .formatted(rgb);
    }

    private static void awaitEffect(Tab tab, String command, String effect) {
        Await.untilTrue(
                () -> "the effect of " + command,
                LIMIT,
                () -> {
                    type(tab, command);
                    try {
                        tab.await(effect, Duration.ofSeconds(3));
                        return true;
                    } catch (AssertionError e) {
                        return false;
                    }
                });
    }

    /// Types as a person does, on a US keyboard.
    private static void type(Tab tab, String text) {
        for (Object key :
                (List<?>)
                        tab.evaluate(
                                """
                                import('./keyboard/us-keyboard.js').then(({ keyFor }) =>
                                  [...%s].map((character) => {
                                    const { code, shift } = keyFor(character);
                                    return [character === '\\n' ? 'Enter' : character, code, shift ? 8 : 0];
                                  }))\
                                """
                                        .formatted(quote(text)))) {
            List<?> parts = (List<?>) key;
            String name = (String) parts.get(0);
            String code = (String) parts.get(1);
            int modifiers = ((Long) parts.get(2)).intValue();
            if (modifiers != 0) {
                tab.down("Shift", "ShiftLeft", modifiers);
            }
            tab.down(name, code, modifiers);
            tab.up(name, code, modifiers);
            if (modifiers != 0) {
                tab.up("Shift", "ShiftLeft", 0);
            }
        }
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }

    /// The canvas shows exactly what the device says that it shows, pixel by pixel.
    private void assertSamePicture(Tab tab, Program demo) {
        Path file = directory.resolve("shot.png");
        AtomicReference<String> difference = new AtomicReference<>("");
        Await.untilTrue(
                difference::get,
                LIMIT,
                () -> {
                    Picture canvas = canvas(tab);
                    try (Program shot =
                            Zeropane.start(
                                    directory,
                                    "screenshot",
                                    String.valueOf(demo.pid()),
                                    file.toString())) {
                        shot.awaitExit(0, LIMIT);
                    }
                    Picture device = Picture.read(file);
                    difference.set(new PictureDifference(canvas, device).toString());
                    return canvas.equals(device);
                });
    }

    private static Picture canvas(Tab tab) {
        String url = tab.text("document.querySelector('#screen canvas').toDataURL('image/png')");
        try {
            Path file = Files.createTempFile("canvas", ".png");
            Files.write(file, Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)));
            Picture picture = Picture.read(file);
            Files.delete(file);
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The guest's mode becomes the window's size. Smaller, as Linux's console keeps its buffer and
    /// follows no larger window.
    private static void assertFollows(Tab tab, Program demo) {
        tab.resize(960, 700);
        Await.untilTrue(
                () -> "the guest's screen to be 960x700, not " + ControlStats.of(demo.pid()).mode(),
                LIMIT,
                () -> ControlStats.of(demo.pid()).mode().equals("960x700"));
        tab.await("document.querySelector('#screen canvas').width === 960", LIMIT);
    }

    /// For the README, and for a person to look at.
    private static void takePicture(Tab tab) {
        tab.evaluate("document.getElementById('figures').click()");
        tab.evaluate("document.getElementById('show').click()");
        tab.await("document.getElementById('figures-list').innerText.includes('aliased')", LIMIT);
        tab.await("getComputedStyle(document.getElementById('bar')).opacity === '1'", LIMIT);
        tab.screenshot(SamePicture.PICTURES.resolve("page.png"));
        // Out of the bar, back to the guest.
        tab.press("Escape", "Escape");
        tab.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
    }
}
