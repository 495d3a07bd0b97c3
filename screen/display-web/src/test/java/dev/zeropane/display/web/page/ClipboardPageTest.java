// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.web.clipboard.GuestAgent;
import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.browser.Chromium;
import dev.zeropane.testkit.browser.Tab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guest's clipboard on the page, in Chromium with its own clipboard.
final class ClipboardPageTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FOX = "a 🦊\nbéta\n";

    /// How often it is in the largest text: it has 13 bytes.
    private static final int FOXES = ClipboardText.MAX_BYTES / 13;

    private static final int REST = ClipboardText.MAX_BYTES % 13;
    private static final String LARGEST = FOX.repeat(FOXES) + "x".repeat(REST);

    @TempDir static Path directory;
    private static Chromium chromium;

    private final GuestAgent agent = new GuestAgent();
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
        guest.show(0, 640, 480, 0xc02030);
        tab = chromium.newTab();
        tab.resize(900, 700);
        tab.haveFocus();
    }

    @AfterEach
    void end() {
        if (server != null) {
            // It is the browser's: the next page would give it to its guest.
            chromium.allowClipboard(true);
            tab.evaluate("navigator.clipboard.writeText('')");
            tab.close();
            guest.close();
            server.close();
        }
    }

    private void open(Tab page) {
        page.go(server.address());
        page.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
    }

    private static void awaitShared(Tab page) {
        page.await("!document.getElementById('clipboard').hidden", LIMIT);
    }

    /// Somebody copies it in another program, and comes back to the page.
    private void copyHere(String expression) {
        tab.evaluate("navigator.clipboard.writeText(" + expression + ")");
        tab.evaluate("window.dispatchEvent(new Event('focus'))");
    }

    /// Waits until the browser's clipboard has this, byte for byte.
    private static void awaitPasted(Tab page, String text) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        String expected = HexFormat.of().formatHex(digest);
        Await.untilTrue(
                () -> "a text of " + text.length() + " characters; " + page.complaints(),
                LIMIT,
                () ->
                        expected.equals(
                                page.text(
                                        """
                                        navigator.clipboard.readText()
                                          .then((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
                                          .then((digest) => [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join(''))\
                                        """)));
    }

    @Test
    void texts_goBothWaysByThemselves_toEachBrowser() throws Exception {
        assertEquals(ClipboardText.MAX_BYTES, LARGEST.getBytes(StandardCharsets.UTF_8).length);
        chromium.allowClipboard(true);
        guest.shareClipboard(agent);
        open(tab);
        awaitShared(tab);
        copyHere("'a 🦊\\nbéta\\r\\n'");
        assertEquals(FOX, agent.offered());
        agent.copy(FOX + "from the guest");
        awaitPasted(tab, FOX + "from the guest");
        // What came from the guest is not sent back to it.
        tab.evaluate("window.dispatchEvent(new Event('focus'))");
        copyHere("'a 🦊\\nbéta\\n'.repeat(%d) + 'x'.repeat(%d)".formatted(FOXES, REST));
        assertTrue(LARGEST.equals(agent.offered()), "the page's largest text");
        // Else the next page gives its guest what is there, whenever it comes to that.
        tab.evaluate("navigator.clipboard.writeText('')");
        try (Tab other = chromium.newTab()) {
            other.haveFocus();
            open(other);
            awaitShared(other);
            String largest = LARGEST.replace('x', 'y');
            agent.copy(largest);
            awaitPasted(tab, largest);
            for (Tab each : new Tab[] {tab, other}) {
                each.await(
                        "document.getElementById('clipboard-text').value.length === "
                                + largest.length(),
                        LIMIT);
            }
        }
        copyHere("'x'.repeat(%d)".formatted(ClipboardText.MAX_BYTES + 1));
        tab.await(
                "document.getElementById('clipboard-said').textContent.includes('1048549')", LIMIT);
        assertEquals(0, agent.offersLeft());
        assertTrue(tab.complaints().isEmpty(), () -> tab.complaints().toString());
    }

    @Test
    void textField_doesIt_whereTheBrowserDoesNot_onAPhoneToo() throws Exception {
        chromium.allowClipboard(false);
        agent.copy("of before");
        guest.shareClipboard(agent);
        tab.bePhone(390, 844);
        open(tab);
        awaitShared(tab);
        tab.evaluate("document.getElementById('show').click()");
        tab.evaluate("document.getElementById('clipboard').click()");
        // It asks for what it was not told.
        tab.await("document.getElementById('clipboard-text').value === 'of before'", LIMIT);
        agent.copy(FOX);
        tab.await("document.activeElement.id === 'clipboard-text'", LIMIT);
        tab.evaluate("document.getElementById('clipboard-text').select()");
        tab.insertText("typed 🦊");
        tab.screenshot(Zeropane.root().resolve("screen/display-web/target/pictures/clipboard.png"));
        assertTrue(
                tab.controls().contains("textbox: Text of the clipboard"),
                tab.controls()::toString);
        tab.click("#clipboard-give");
        assertEquals("typed 🦊", agent.offered());
        tab.await("document.activeElement.tagName === 'CANVAS'", LIMIT);
        agent.copy(FOX);
        tab.await("document.getElementById('clipboard-text').value === 'a 🦊\\nbéta\\n'", LIMIT);
        tab.evaluate("document.getElementById('show').click()");
        tab.evaluate("document.getElementById('clipboard').click()");
        tab.click("#clipboard-take");
        tab.await(
                "document.getElementById('clipboard-said').textContent === 'Copied from the guest.'",
                LIMIT);
        assertTrue(tab.complaints().isEmpty(), () -> tab.complaints().toString());
    }

    @Test
    void withoutASharedClipboard_thereIsNone() {
        chromium.allowClipboard(true);
        open(tab);
        tab.evaluate("navigator.clipboard.writeText('not for the guest')");
        tab.evaluate("window.dispatchEvent(new Event('focus'))");
        assertFalse(tab.controls().contains("button: Clipboard"), tab.controls()::toString);
        assertEquals(0, agent.offersLeft());
    }
}
