// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Counts;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real guest flips between two buffers in a window: both are imported once, and what is seen is
/// the latest.
@Tag("vm")
final class ModetestWindowTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int FLIPPED = 2;
    private static final int FLIPS = 600;
    private static final int LOOKS = 5;

    @TempDir Path directory;

    @Test
    void pageFlips_makeNoBuffers_andTheLatestIsSeen() {
        Toolbox.require();
        try (TestCompositor compositor = TestCompositor.start(directory, new CompositorOptions());
                StandInServer server = serve(compositor);
                Vm guest =
                        Vm.start(
                                directory,
                                QemuVersion.QEMU_10_0,
                                Vm.MEMFD,
                                Vm.served("vhost-user-gpu-pci", server.socket()),
                                Vm.linux(""))) {
            guest.awaitLinux();
            Modetest.flip(guest, "1024x768");
            // While little is shown, that may be the same one of the two for many flips.
            Await.untilTrue(
                    () -> "the console and both pictures to be imported: " + compositor.counts(),
                    LIMIT,
                    () -> compositor.counts().dmabufBuffers() >= 1 + FLIPPED);
            Counts before = compositor.counts();
            long commits = compositor.commits().count();
            Modetest.awaitFlips(guest, FLIPS);
            Counts after = compositor.counts();
            assertEquals(before.dmabufBuffers(), after.dmabufBuffers());
            assertEquals(before.shmBuffers(), after.shmBuffers());
            assertTrue(compositor.commits().count() - commits > FLIPS / 4, "little was shown");
            for (int i = 0; i < LOOKS; i++) {
                guest.qmp().executeUntil("STOP", "stop", Map.of());
                assertLatestIsSeen(compositor, server);
                guest.qmp().executeUntil("RESUME", "cont", Map.of());
                Modetest.awaitFlips(guest, 1);
            }
            assertEquals("exported", server.dmaBuf());
            assertEquals(List.of(), compositor.counts().protocolErrors());
            Modetest.end(guest);
        }
    }

    /// With files beside it, which are read from the guest's pages by other means.
    private StandInServer serve(TestCompositor compositor) {
        return new StandInServer(
                directory,
                Map.of("WAYLAND_DISPLAY", compositor.socket().toString()),
                "--display",
                "wayland",
                "--display",
                "png:" + directory.resolve("screens"));
    }

    private void assertLatestIsSeen(TestCompositor compositor, StandInServer server) {
        long pid = server.process().pid();
        Await.untilTrue(
                () -> "files to be written: " + ControlStats.of(pid),
                LIMIT,
                () -> ControlStats.of(pid).isSettled("png"));
        Window window = compositor.awaitWindow();
        Await.untilTrue(
                () -> latest() + " in " + window.picture() + " " + ControlStats.of(pid),
                LIMIT,
                () -> latest().equals(Optional.of(window.picture())));
    }

    private Optional<Picture> latest() {
        return Picture.readIfThere(directory.resolve("screens/screen-0.png"));
    }
}
