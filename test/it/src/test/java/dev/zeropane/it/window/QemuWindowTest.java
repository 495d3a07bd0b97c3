// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.compositor.Compositor;
import dev.zeropane.it.compositor.Weston;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.View;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Rounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// QEMU's own window, drawn by OpenGL, as a person sees it, of a screen that is handed over as
/// dma-bufs: in it is what QEMU shows of its own card, pixel by pixel.
///
/// The window has the size of the mode, as QEMU would scale the picture otherwise; GTK makes none
/// as small as 640x480.
@Tag("vm")
final class QemuWindowTest {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;

    /// Each pattern shared and not, in turns.
    private static final int SWITCHES = Rounds.of(4, 20);

    private static final Duration TO_SHOW = Duration.ofSeconds(30);

    /// What modetest draws, in turns, so that every picture is a new one.
    private static final List<String> PATTERNS = List.of("smpte", "tiles");

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @ParameterizedTest
    @EnumSource
    void window_exportedAndRefusedInTurns_showsWhatTheGuestDraws(QemuVersion version) {
        try (StandInServer server = new StandInServer(directory);
                Compositor compositor = Weston.start(directory, WIDTH, HEIGHT);
                Vm ours = startOurs(version, server, compositor);
                Vm oracle = startOracle(version)) {
            List<View> views =
                    List.of(
                            new View("qemu", oracle::screendump),
                            new View("window", () -> Optional.of(compositor.screenshot())));
            ours.awaitLinux();
            oracle.awaitLinux();
            assertSameWord(views, "first-" + version, server, ours, oracle);
            String show = Modetest.show(ours, 1, WIDTH + "x" + HEIGHT);
            List<Picture> right = new ArrayList<>();
            for (String pattern : PATTERNS) {
                SamePicture same = new SamePicture(views);
                start(oracle, pattern, show);
                start(ours, pattern, show);
                right.add(same.await("window-" + pattern + "-" + version, server.process()));
                Modetest.end(oracle);
                Modetest.end(ours);
            }
            for (int i = 0; i < SWITCHES; i++) {
                boolean exported = i % 2 != 0;
                int pattern = i / 2 % PATTERNS.size();
                server.refuse(!exported);
                start(ours, PATTERNS.get(pattern), show);
                awaitPicture(compositor, right.get(pattern), server);
                assertSharing(exported, server, ours);
                Modetest.end(ours);
            }
            assertSameWord(views, "last-" + version, server, ours, oracle);
        }
    }

    private Vm startOurs(QemuVersion version, StandInServer server, Compositor compositor) {
        return Vm.startBy(
                compositor.launcher(),
                directory,
                version,
                Vm.MEMFD,
                List.of("-display", "gtk,gl=on,show-menubar=off"),
                Vm.served("vhost-user-gpu-pci", server.socket()),
                Vm.linux(""));
    }

    private Vm startOracle(QemuVersion version) {
        return Vm.start(
                directory,
                version,
                Vm.MEMFD,
                List.of("-device", "virtio-gpu-pci,xres=" + WIDTH + ",yres=" + HEIGHT),
                Vm.linux(""));
    }

    /// On the console, whose one buffer was exported before anybody refused.
    private static void assertSameWord(
            List<View> views, String name, StandInServer server, Vm ours, Vm oracle) {
        SamePicture word = new SamePicture(views);
        VmPair.printWord(oracle, ours);
        word.await("window-word-" + name, server.process());
        assertSharing(true, server, ours);
    }

    private static void start(Vm vm, String pattern, String show) {
        Modetest.start(vm, " -F " + pattern + show);
    }

    private static void awaitPicture(Compositor compositor, Picture right, StandInServer server) {
        try {
            Await.untilTrue(
                    () -> "the right picture\n" + server.process().err().text(),
                    TO_SHOW,
                    () -> compositor.screenshot().equals(right));
        } catch (AssertionError e) {
            new PictureDifference(compositor.screenshot(), right)
                    .save(SamePicture.PICTURES, "window-switched");
            throw e;
        }
    }

    /// That the picture came the way it should have: copied, it would look the same.
    private static void assertSharing(boolean exported, StandInServer server, Vm ours) {
        assertEquals(exported, server.dmaBuf().equals("exported"), server::dmaBuf);
        assertEquals(exported, hasBuffers(ours), "QEMU has one of our buffers in its memory");
    }

    private static boolean hasBuffers(Vm vm) {
        try (Stream<String> maps = Files.lines(Path.of("/proc/" + vm.qemu().pid() + "/maps"))) {
            return maps.anyMatch(line -> line.contains("/memfd:stand-in"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
