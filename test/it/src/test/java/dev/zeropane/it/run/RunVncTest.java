// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.shinyhut.vernacular.client.VernacularClient;
import com.shinyhut.vernacular.client.VernacularConfig;
import com.shinyhut.vernacular.client.rendering.ColorDepth;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Zeropane;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A guest of `zeropane run` in VNC viewers.
@Tag("vm")
final class RunVncTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern ADDRESS = Pattern.compile("vnc://127\\.0\\.0\\.1:(\\d+)");
    private static final String SYN = "0 0 0";

    @TempDir Path directory;

    @Test
    void viewer_seesTheGuest_typesAndClicks_andItsSizeIsTheGuests() throws IOException {
        Toolbox.require();
        Path screens = directory.resolve("screens");
        List<String> launcher =
                List.of(
                        Zeropane.root().resolve("zeropane").toString(),
                        "run",
                        "--display=png:" + screens,
                        "--display=vnc",
                        "--");
        try (Vm guest =
                Vm.startBy(launcher, directory, QemuVersion.QEMU_10_0, Vm.MEMFD, Vm.linux(""))) {
            guest.awaitLinux();
            int port = port(guest.qemu().err().text());
            AtomicReference<Image> seen = new AtomicReference<>();
            VernacularClient viewer = viewer(port, seen);
            try {
                guest.run("printf 'Seen by a viewer\\n' >/dev/tty1");
                Await.untilTrue(
                        () -> "the same picture: " + guest.qemu().err().text(),
                        LIMIT,
                        () -> {
                            Optional<Picture> file = file(screens);
                            return file.isPresent()
                                    && file.get().colours() > 1
                                    && file.equals(
                                            Optional.ofNullable(seen.get())
                                                    .map(RunVncTest::picture));
                        });
                assertInput(guest, viewer);
            } finally {
                viewer.stop();
            }
            wishSize(port, 960, 700);
            Await.untilTrue(
                    () -> "960x700, not " + file(screens),
                    LIMIT,
                    () ->
                            file(screens)
                                    .filter(p -> p.width() == 960 && p.height() == 700)
                                    .isPresent());
        }
    }

    private static Optional<Picture> file(Path screens) {
        return Picture.readIfThere(screens.resolve("screen-0.png"));
    }

    private static int port(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no address in " + text);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static VernacularClient viewer(int port, AtomicReference<Image> seen) {
        VernacularConfig config = new VernacularConfig();
        config.setColorDepth(ColorDepth.BPP_24_TRUE);
        config.setScreenUpdateListener(seen::set);
        VernacularClient viewer = new VernacularClient(config);
        viewer.start("127.0.0.1", port);
        return viewer;
    }

    private static Picture picture(Image image) {
        int width = image.getWidth(null);
        int height = image.getHeight(null);
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        copy.getGraphics().drawImage(image, 0, 0, null);
        return new Picture(width, height, copy.getRGB(0, 0, width, height, null, 0, width));
    }

    private static void assertInput(Vm guest, VernacularClient viewer) {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Keyboard")) {
            viewer.updateKey('A', true);
            viewer.updateKey('A', false);
            events.await("1 42 1", "1 30 1", SYN, "1 30 0", "1 42 0", SYN);
        }
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            viewer.moveMouse(640, 200);
            events.await("3 0 16384", "3 1 8192", SYN);
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
