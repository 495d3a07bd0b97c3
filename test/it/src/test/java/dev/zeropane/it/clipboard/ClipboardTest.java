// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.clipboard;

import static dev.zeropane.display.clipboard.Selection.CLIPBOARD;
import static dev.zeropane.display.clipboard.Selection.PRIMARY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.TigerVnc;
import dev.zeropane.it.rig.VncViewer;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One clipboard for host and guest: what a stock desktop in a real guest copies and pastes.
class ClipboardTest extends WindowTest {
    private static final String SMALL = "line one\n\ttwo, äß世界 😀👩‍🚀\r\n";

    private Path directory;
    private Sway sway;
    private ClipboardGuest guest;
    private HostClipboard host;
    private DesktopClipboard desktop;

    QemuVersion version() {
        return QemuVersion.QEMU_11_1;
    }

    @Override
    protected void start(Path directory) {
        this.directory = directory;
        sway = keep(Sway.start(directory, 1280, 800));
        guest = keep(ClipboardGuest.boot(directory, sway.socket(), version(), "--display=vnc"));
        host = keep(new HostClipboard(directory, guest.process()));
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The longest text there is, of which no part is like another.
    private static byte[] longest(String name) {
        StringBuilder text = new StringBuilder(name);
        for (int i = 0; text.length() < ClipboardText.MAX_BYTES - 100; i++) {
            text.append(' ').append(Integer.toHexString(i * 0x9e3779b1));
        }
        byte[] begun = bytes(text + "😀");
        return bytes(text + "😀" + "x".repeat(ClipboardText.MAX_BYTES - begun.length));
    }

    /// What was copied before the guest had an agent is on offer to one that starts late.
    @Test
    @Order(1)
    void hostsText_isPastedInTheGuest() {
        String said = host.copy(bytes(SMALL), "");
        assertTrue(said.startsWith(bytes(SMALL).length + " bytes"), said);
        host.copy(bytes("marked"), " --primary");
        assertTrue(host.refusedPaste("").contains("spice-vdagent"));
        guest.startAgent();
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, bytes(SMALL));
        guest.awaitPaste(ClipboardGuest.PRIMARY, bytes("marked"));
        byte[] longest = longest("of the host");
        host.copy(longest, "");
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, longest);
        guest.awaitPaste(ClipboardGuest.PRIMARY, bytes("marked"));
    }

    @Test
    @Order(2)
    void guestsText_isPastedOnTheHost() {
        guestCopies(bytes(SMALL));
        assertArrayEquals(bytes(SMALL), host.paste(""));
        byte[] longest = longest("of the guest");
        guestCopies(longest);
        assertArrayEquals(longest, host.paste(""));
        int before = host.copies(PRIMARY);
        guest.copy(ClipboardGuest.PRIMARY, bytes("marked there"));
        host.awaitCopy(PRIMARY, before);
        assertArrayEquals(bytes("marked there"), host.paste(" --primary"));
        assertArrayEquals(longest, host.paste(""));
    }

    private void guestCopies(byte[] text) {
        int before = host.copies(CLIPBOARD);
        guest.copy(ClipboardGuest.CLIPBOARD, text);
        host.awaitCopy(CLIPBOARD, before);
    }

    /// One byte more than a clipboard takes is nothing, and what comes after it works.
    @Test
    @Tag("long")
    @Order(3)
    void guestsText_thatIsTooLong_isNothing() {
        byte[] longer = new byte[ClipboardText.MAX_BYTES + 1];
        Arrays.fill(longer, (byte) 'x');
        guestCopies(longer);
        assertTrue(host.refusedPaste("").contains("more than"));
        guestCopies(bytes("short"));
        assertArrayEquals(bytes("short"), host.fetch(CLIPBOARD).orElseThrow());
    }

    /// What the guest had copied is gone with its agent; what the host copies meanwhile is on offer
    /// to the next.
    @Test
    @Tag("long")
    @Order(4)
    void agent_thatEndsAndStartsAgain() {
        guestCopies(bytes("lost"));
        guest.killAgent();
        host.awaitRelease(CLIPBOARD);
        host.offer(CLIPBOARD, "for the next agent");
        guest.startAgent();
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, bytes("for the next agent"));
        guestCopies(bytes("of the next agent"));
        assertArrayEquals(bytes("of the next agent"), host.fetch(CLIPBOARD).orElseThrow());
    }

    /// Whoever waits for its text gets nothing, and soon.
    @Test
    @Tag("long")
    @Order(5)
    void agent_thatIsKilledWhileItIsAsked() {
        guestCopies(longest("never read"));
        guest.stopSession();
        long before = guest.requests();
        try (Program paste = host.startPaste("")) {
            Await.untilTrue(
                    () -> "the agent to be asked\n" + guest.log(),
                    LIMIT,
                    () -> guest.requests() > before);
            guest.killAgent();
            HostClipboard.assertRefused(paste);
        }
        guest.startAgent();
        host.offer(CLIPBOARD, "after that");
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, bytes("after that"));
    }

    @Test
    @Tag("long")
    @Order(6)
    void guest_thatIsReset_isOfferedWhatTheHostHas() {
        host.offer(PRIMARY, "before the reset");
        guest.reset();
        guest.startAgent();
        guest.awaitPaste(ClipboardGuest.PRIMARY, bytes("before the reset"));
        guestCopies(bytes("after the reset"));
        assertEquals(
                "after the reset",
                new String(host.fetch(CLIPBOARD).orElseThrow(), StandardCharsets.UTF_8));
    }

    /// The viewer shares the clipboard of its X server, while it has the focus there.
    @Test
    @Order(7)
    void tigerVnc_sharesItsClipboard_bothWays() throws IOException {
        assumeTrue(TigerVnc.isInstalled(), "needs Xvfb, vncviewer and xdotool");
        int port = VncViewer.port(guest.process().err().text());
        try (TigerVnc tiger = TigerVnc.start(Files.createDirectory(directory.resolve("tiger")));
                Program viewer = tiger.view(port, "Tight", 640, 480)) {
            for (byte[] text : List.of(bytes("äß世界 😀👩‍🚀\n"), longest("by the viewer"))) {
                Path file = Files.write(directory.resolve("copied"), text);
                try (Program _ = tiger.copy(file)) {
                    guest.awaitPaste(ClipboardGuest.CLIPBOARD, text);
                }
            }
            for (byte[] text : List.of(bytes("\n世界 😀"), longest("of the guest again"))) {
                guest.copy(ClipboardGuest.CLIPBOARD, text);
                Await.untilTrue(
                        () -> text.length + " bytes in TigerVNC: " + viewer.said(),
                        LIMIT,
                        () ->
                                tiger.paste()
                                        .filter(pasted -> Arrays.equals(text, pasted))
                                        .isPresent());
            }
        }
    }

    /// The guest's window has the keyboard meanwhile, as the only one there is.
    @Test
    @Order(8)
    void desktopsText_isPastedInTheGuest() {
        desktop = keep(new DesktopClipboard(directory, sway));
        desktop.copy(bytes(SMALL), "");
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, bytes(SMALL));
        desktop.copy(bytes("marked on the desktop"), " --primary");
        guest.awaitPaste(ClipboardGuest.PRIMARY, bytes("marked on the desktop"));
        byte[] longest = longest("of the desktop");
        desktop.copy(longest, "");
        guest.awaitPaste(ClipboardGuest.CLIPBOARD, longest);
        guest.awaitPaste(ClipboardGuest.PRIMARY, bytes("marked on the desktop"));
    }

    @Test
    @Order(9)
    void guestsText_isPastedOnTheDesktop() {
        press(ClipboardGuest.PRIMARY, " --primary");
        guest.copy(ClipboardGuest.CLIPBOARD, bytes(SMALL));
        desktop.awaitPaste(bytes(SMALL), "");
        byte[] longest = longest("of the guest");
        guest.copy(ClipboardGuest.CLIPBOARD, longest);
        desktop.awaitPaste(longest, "");
        press(ClipboardGuest.CLIPBOARD, "");
        guest.copy(ClipboardGuest.PRIMARY, bytes("marked in the guest"));
        desktop.awaitPaste(bytes("marked in the guest"), " --primary");
    }

    /// A person presses a key in the window, which lets that copy after others. The window has seen
    /// it when it has seen what comes after it: what is copied to the other clipboard.
    private void press(String other, String options) {
        desktop.tap();
        byte[] after = bytes("after the key" + options);
        desktop.copy(after, options);
        guest.awaitPaste(other, after);
    }
}
