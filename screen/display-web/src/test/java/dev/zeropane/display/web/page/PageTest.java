// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.browser.Chromium;
import dev.zeropane.testkit.browser.Tab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in Chromium, as people use it.
final class PageTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    // Of Linux's input-event-codes.h.
    private static final int KEY_ESC = 1;
    private static final int KEY_4 = 5;
    private static final int KEY_Q = 16;
    private static final int KEY_ENTER = 28;
    private static final int KEY_LEFTCTRL = 29;
    private static final int KEY_A = 30;
    private static final int KEY_APOSTROPHE = 40;
    private static final int KEY_LEFTSHIFT = 42;
    private static final int KEY_B = 48;
    private static final int KEY_LEFTALT = 56;
    private static final int KEY_CAPSLOCK = 58;
    private static final int KEY_RIGHTALT = 100;
    private static final int KEY_DELETE = 111;

    private static final int ALT = 1;
    private static final int CTRL = 2;
    private static final int SHIFT = 8;

    private static final int RED = 0xc02030;
    private static final int BLUE = 0x2040c0;

    @TempDir static Path directory;
    private static Chromium chromium;

    private WebServer server;
    private PageGuest guest;
    private Tab tab;

    @BeforeAll
    static void startChromium() {
        assumeTrue(Chromium.find().isPresent(), "no Chromium: install the package chromium");
        chromium = Chromium.start(directory);
    }

    @AfterAll
    static void endChromium() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void serve() {
        server =
                WebServer.open(
                        new WebOptions(OptionalInt.of(0)),
                        new WebServer.Events() {
                            @Override
                            public void log(String message) {}

                            @Override
                            public void failed(Throwable failure) {
                                failure.printStackTrace();
                            }
                        });
        guest = new PageGuest(server, "web1", 1);
        guest.show(0, 640, 480, RED);
        tab = chromium.newTab();
        tab.resize(900, 700);
    }

    @AfterEach
    void end() {
        if (server != null) {
            tab.close();
            guest.close();
            server.close();
        }
    }

    /// Opens the page with its only guest, which then has the keyboard.
    private void open() {
        tab.go(server.address());
        tab.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
        awaitColour("#screen canvas", RED);
    }

    private void awaitColour(String canvas, int rgb) {
        tab.await(
                """
                (() => {
                  const canvas = document.querySelector('%s');
                  const [r, g, b] = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
                  return (r << 16 | g << 8 | b) === %d;
                })()\
                """
                        .formatted(canvas, rgb),
                LIMIT);
    }

    @Test
    void keys_areTheOnesThatWerePressed_whateverTheyWrite() {
        open();
        // On a German keyboard.
        tab.press("ä", "Quote");
        guest.awaitKeys(KEY_APOSTROPHE, -KEY_APOSTROPHE);
        tab.down("AltGraph", "AltRight", 0);
        tab.press("@", "KeyQ");
        tab.up("AltGraph", "AltRight", 0);
        guest.awaitKeys(KEY_RIGHTALT, KEY_Q, -KEY_Q, -KEY_RIGHTALT);
        tab.press("CapsLock", "CapsLock");
        guest.awaitKeys(KEY_CAPSLOCK, -KEY_CAPSLOCK);
        // The browser has a use of its own for these.
        tab.press("Tab", "Tab");
        guest.awaitKeys(15, -15);
        tab.press("F5", "F5");
        guest.awaitKeys(63, -63);
    }

    @Test
    void keyboardAlone_leavesTheScreen_opensAMenu_andComesBack() {
        open();
        tab.down("Control", "ControlLeft", CTRL);
        tab.down("Alt", "AltLeft", CTRL | ALT);
        tab.down("Shift", "ShiftLeft", CTRL | ALT | SHIFT);
        tab.up("Shift", "ShiftLeft", CTRL | ALT);
        tab.up("Alt", "AltLeft", CTRL);
        tab.up("Control", "ControlLeft", 0);
        tab.await("document.activeElement.id === 'keys'", LIMIT);
        guest.awaitKeys(
                KEY_LEFTCTRL,
                KEY_LEFTALT,
                KEY_LEFTSHIFT,
                -KEY_LEFTSHIFT,
                -KEY_LEFTALT,
                -KEY_LEFTCTRL);
        tab.press("Enter", "Enter");
        tab.await("document.activeElement.textContent === 'Ctrl+Alt+Del'", LIMIT);
        tab.press("Enter", "Enter");
        guest.awaitKeys(
                KEY_LEFTCTRL, KEY_LEFTALT, KEY_DELETE, -KEY_DELETE, -KEY_LEFTALT, -KEY_LEFTCTRL);
        tab.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
        tab.press("Escape", "Escape");
        guest.awaitKeys(KEY_ESC, -KEY_ESC);
    }

    @Test
    void text_isTypedKeyByKey_withoutWhatNoKeyWrites() {
        open();
        tab.evaluate("document.getElementById('paste').click()");
        tab.await("document.getElementById('paste-dialog').open", LIMIT);
        tab.insertText("aB€$\r\n");
        tab.await("document.getElementById('paste-warning').textContent.includes('€')", LIMIT);
        tab.click("#paste-go");
        guest.awaitKeys(
                KEY_A,
                -KEY_A,
                KEY_LEFTSHIFT,
                KEY_B,
                -KEY_B,
                -KEY_LEFTSHIFT,
                KEY_LEFTSHIFT,
                KEY_4,
                -KEY_4,
                -KEY_LEFTSHIFT,
                KEY_ENTER,
                -KEY_ENTER);
        tab.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
    }

    @Test
    void onScreenKeyboard_typesWhatItsTextFieldGets() {
        tab.bePhone(390, 844);
        open();
        tab.evaluate("document.getElementById('show').click()");
        tab.evaluate("document.getElementById('touch-keyboard').click()");
        tab.await("document.activeElement.id === 'touch-text'", LIMIT);
        tab.insertText("ab");
        guest.awaitKeys(KEY_A, -KEY_A, KEY_B, -KEY_B);
        tab.press("Backspace", "Backspace");
        guest.awaitKeys(14, -14);
    }

    @Test
    void window_isWhatTheGuestIsAskedToBe_unlessThePersonWantsItsOwnSize() {
        open();
        guest.awaitWish(900, 700);
        tab.resize(1000, 600);
        guest.awaitWish(1000, 600);
        tab.evaluate("document.querySelector('input[value=fit]').click()");
        tab.resize(1200, 800);
        // 640 by 480 in it.
        tab.await(
                "document.querySelector('#screen canvas').getBoundingClientRect().height === 800",
                LIMIT);
        tab.evaluate("document.querySelector('input[value=real]').click()");
        tab.await(
                "document.querySelector('#screen canvas').getBoundingClientRect().height === 480",
                LIMIT);
        assertTrue(guest.wishes.isEmpty(), () -> "wishes " + guest.wishes);
        tab.evaluate("localStorage.clear()");
    }

    @Test
    void connection_comesBackByItself_andAnEndedGuestIsSaidToHaveEnded() {
        tab.evaluateFirst(
                """
                const sockets = [];
                window.WebSocket = new Proxy(WebSocket, {
                  construct(type, arguments_) {
                    sockets.push(new type(...arguments_));
                    return sockets.at(-1);
                  },
                });
                window.cut = () => sockets.at(-1).close();
                """);
        open();
        tab.evaluate(
                """
                window.said = [];
                new MutationObserver(() => said.push(document.getElementById('announcer').textContent))
                  .observe(document.getElementById('announcer'), { childList: true });
                cut()\
                """);
        tab.await("said.some((text) => text.startsWith('The connection is lost'))", LIMIT);
        tab.await("said.at(-1) === 'Connected to web1'", LIMIT);
        awaitColour("#screen canvas:not(.last)", RED);
        assertTrue(tab.complaints().isEmpty(), () -> tab.complaints().toString());
        guest.close();
        tab.await(
                "document.getElementById('notice-title').textContent === 'The guest has ended'",
                LIMIT);
    }

    @Test
    void wall_showsEachScreen_andOpensTheOneThatIsChosen() {
        try (PageGuest other = new PageGuest(server, "builder", 2)) {
            other.show(0, 320, 200, BLUE);
            tab.go(server.address());
            tab.await("document.querySelectorAll('#tiles canvas').length >= 2", LIMIT);
            awaitColour("#tiles li:nth-child(1) canvas", RED);
            awaitColour("#tiles li:nth-child(2) canvas", BLUE);
            assertEquals("web1", tab.text("document.querySelector('.tile-name').textContent"));
            tab.click("#tiles li:nth-child(2) a");
            awaitColour("#screen canvas", BLUE);
            assertEquals("builder – Zeropane", tab.text("document.title"));
            tab.await("document.getElementById('screen-choice').options.length === 2", LIMIT);
            // Nobody looks at the others any more.
            assertEquals(1L, tab.evaluate("document.querySelectorAll('canvas').length"));
            tab.evaluate("document.getElementById('to-wall').click()");
            awaitColour("#tiles li:nth-child(1) canvas", RED);
            assertTrue(
                    tab.controls().contains("link: Open builder, screen 1"),
                    tab.controls()::toString);
            takePicture(other);
        }
    }

    /// For the README: the wall with two guests, whose screens were recorded.
    private void takePicture(PageGuest other) {
        Path docs = Zeropane.root().resolve("docs");
        guest.show(0, Picture.read(docs.resolve("demo.png")));
        // Without the window's frame.
        other.show(0, Picture.read(docs.resolve("window.png")).crop(8, 32, 1024, 640));
        tab.preferScheme("dark");
        tab.resize(1240, 420);
        for (String tile : List.of("1) canvas').width === 1280", "2) canvas').width === 1024")) {
            tab.await("document.querySelector('#tiles li:nth-child(" + tile, LIMIT);
        }
        tab.await("document.querySelectorAll('.dot[data-state=connected]').length >= 2", LIMIT);
        tab.await(
                "document.getElementById('tiles').innerText.includes('1024 × 640')"
                        + " && document.getElementById('tiles').innerText.includes('1280 × 800')",
                LIMIT);
        tab.screenshot(Zeropane.root().resolve("screen/display-web/target/pictures/wall.png"));
    }

    @Test
    void figures_areTheDevicesAndTheConnections() {
        open();
        tab.evaluate("document.getElementById('figures').click()");
        tab.await("document.getElementById('figures-list').innerText.includes('aliased')", LIMIT);
        tab.await(
                "document.getElementById('figures-list').innerText.replace(/\\s+/g, ' ').includes('Mode 640 × 480')",
                LIMIT);
    }

    @Test
    void everyControlHasAName_andNothingGoesWrong() {
        open();
        tab.evaluate("document.getElementById('size-menu').showPopover()");
        List<String> controls = tab.controls();
        assertTrue(controls.size() > 10, controls::toString);
        assertFalse(
                controls.stream().anyMatch(control -> control.endsWith(": ")), controls::toString);
        assertTrue(
                controls.stream()
                        .anyMatch(control -> control.startsWith("application: Screen of web1")),
                controls::toString);
        assertTrue(tab.complaints().isEmpty(), () -> tab.complaints().toString());
    }

    @Test
    void wrongToken_isSaid() {
        tab.go(server.address().replaceAll("token=.*", "token=wrong"));
        tab.await("document.body.innerText.includes('This address is not valid any more')", LIMIT);
    }
}
