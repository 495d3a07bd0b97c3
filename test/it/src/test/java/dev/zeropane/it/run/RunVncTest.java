// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.shinyhut.vernacular.client.VernacularClient;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.TigerVnc;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VncViewer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A guest of `zeropane run` in VNC viewers.
@Tag("vm")
final class RunVncTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String SYN = "0 0 0";

    /// From one edge of the screen to the other.
    private static final int TABLET = 32768;

    @TempDir Path directory;

    @Test
    void viewer_seesTheGuest_typesAndClicks_andItsSizeIsTheGuests_alsoThroughAView()
            throws IOException {
        Toolbox.require();
        Path screens = directory.resolve("screens");
        List<String> launcher =
                List.of(
                        "env",
                        "XDG_RUNTIME_DIR=" + Zeropane.runtime(),
                        Zeropane.root().resolve("zeropane").toString(),
                        "run",
                        "--display=png:" + screens,
                        "--display=vnc",
                        "--");
        try (Vm guest =
                Vm.startBy(launcher, directory, QemuVersion.QEMU_10_0, Vm.MEMFD, Vm.linux(""))) {
            guest.awaitLinux();
            int port = VncViewer.port(guest.qemu().err().text());
            assertShownAndDriven(guest, screens, port, 2);
            assertResized(screens, port, 960, 704);
            // The same from another process, over the control socket.
            String pid = Long.toString(guest.qemu().pid());
            try (Program view = Zeropane.start(directory, "view", pid, "--display=vnc")) {
                view.err().await("showing", LIMIT);
                int viewPort = VncViewer.port(view.err().text());
                assertShownAndDriven(guest, screens, viewPort, 4);
                assertResized(screens, viewPort, 1024, 640);
                view.signal("TERM");
                view.awaitExit(LIMIT);
            }
            assertTigerVnc(guest, screens, port);
        }
    }

    /// Last, as it is not installed everywhere.
    private void assertTigerVnc(Vm guest, Path screens, int port) throws IOException {
        assumeTrue(TigerVnc.isInstalled(), "needs Xvfb, vncviewer and xdotool");
        guest.run("printf 'In \\033[35mTigerVNC\\033[0m\\n' >/dev/tty1");
        Path folder = Files.createDirectory(directory.resolve("x"));
        try (TigerVnc tiger = TigerVnc.start(folder)) {
            for (String encoding : List.of("Raw", "ZRLE", "Tight")) {
                Picture size = file(screens).orElseThrow();
                try (Program viewer = tiger.view(port, encoding, size.width(), size.height())) {
                    Await.untilTrue(
                            () -> "the same picture by " + encoding + ": " + viewer.said(),
                            LIMIT,
                            () -> file(screens).equals(tiger.seen(size.width(), size.height())));
                    try (GuestEvents events =
                            new GuestEvents(guest.serial(), "Zeropane Keyboard")) {
                        tiger.key("F5", size);
                        events.await("1 63 1", SYN, "1 63 0", SYN);
                    }
                }
            }
        }
    }

    /// @param part of the screen's width at which it is clicked: another than before
    private static void assertShownAndDriven(Vm guest, Path screens, int port, int part) {
        try (VncViewer viewer = new VncViewer(port)) {
            guest.run("printf 'Seen by a viewer\\n' >/dev/tty1");
            Await.untilTrue(
                    () -> "the same picture: " + guest.qemu().err().text(),
                    LIMIT,
                    () -> {
                        Optional<Picture> file = file(screens);
                        return file.isPresent()
                                && file.get().colours() > 1
                                && file.equals(viewer.picture());
                    });
            assertInput(guest, viewer.client(), file(screens).orElseThrow(), part);
        }
    }

    private static void assertResized(Path screens, int port, int width, int height)
            throws IOException {
        wishSize(port, width, height);
        Await.untilTrue(
                () -> width + "x" + height + ", not " + file(screens),
                LIMIT,
                () ->
                        file(screens)
                                .filter(p -> p.width() == width && p.height() == height)
                                .isPresent());
    }

    private static Optional<Picture> file(Path screens) {
        return Picture.readIfThere(screens.resolve("screen-0.png"));
    }

    private static void assertInput(Vm guest, VernacularClient viewer, Picture screen, int part) {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Keyboard")) {
            viewer.updateKey('A', true);
            viewer.updateKey('A', false);
            events.await("1 42 1", "1 30 1", SYN, "1 30 0", "1 42 0", SYN);
        }
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            viewer.moveMouse(screen.width() / part, screen.height() / (2 * part));
            events.await("3 0 " + TABLET / part, "3 1 " + TABLET / (2 * part), SYN);
            viewer.updateMouseButton(1, true);
            events.awaitLast("1 272 1", SYN);
        }
        // It holds the button when it leaves.
    }

    /// What a viewer sends whose window is resized.
    private static void wishSize(int port, int width, int height) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            assertEquals("RFB 003.008\n", new String(in.readNBytes(12), StandardCharsets.US_ASCII));
            out.writeBytes("RFB 003.008\n");
            assertEquals(1, in.readUnsignedByte());
            assertEquals(1, in.readUnsignedByte());
            out.writeByte(1);
            assertEquals(0, in.readInt());
            out.writeByte(1);
            in.readNBytes(20);
            in.readNBytes(in.readInt());
            out.writeByte(251);
            out.writeByte(0);
            out.writeShort(width);
            out.writeShort(height);
            out.writeByte(0);
            out.writeByte(0);
            // An answer, so that it was read when we leave.
            out.write(new byte[] {(byte) 248, 0, 0, 0, (byte) 0x80, 0, 0, 0, 0});
            assertEquals(248, in.readUnsignedByte());
        }
    }
}
