// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.View;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A viewer of QEMU's that resizes its windows while the guest draws. QEMU waits for us when the
/// guest reads what changed, and we ask QEMU which size: nobody may wait for the other.
@Tag("vm")
final class ResizeTest {
    private static final int RESIZES = 50;
    private static final int FLIPS_TO_SETTLE = 600;
    private static final Duration TO_FOLLOW = Duration.ofSeconds(30);

    /// Two screens, of which QEMU enables the second when a viewer has a window for it.
    private static final String CARD = "vhost-user-gpu-pci,max_outputs=2";

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    @ParameterizedTest
    @EnumSource
    void guestFollows(QemuVersion version) {
        try (GpuServer server = new GpuServer(directory, "--max-outputs=2");
                DbusDisplay viewer = new DbusDisplay(directory);
                Vm guest =
                        Vm.start(
                                directory,
                                version,
                                Vm.MEMFD,
                                viewer.arguments(),
                                Vm.served(CARD, server.socket()),
                                Vm.linux(""))) {
            viewer.connect(guest.qemu());
            guest.awaitLinux();
            Modetest.flip(guest, "1024x768");
            resizeOften(viewer);
            // Linux reads the sizes first and then forgets that they changed: what comes between
            // is lost to it, with QEMU's own card too. So the last size comes on its own.
            Modetest.awaitFlips(guest, FLIPS_TO_SETTLE);
            viewer.resize(0, 1000, 700);
            awaitMode(guest, 1, "960x700");
            viewer.resize(1, 800, 600);
            awaitMode(guest, 2, "768x600");
            Modetest.awaitFlips(guest, FLIPS_TO_SETTLE);
            Modetest.end(guest);
            assertSameOnBothScreens(guest, server, version);
            assertTrue(server.process().isAlive(), server.process().err().text());
        }
    }

    private static void resizeOften(DbusDisplay viewer) {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < RESIZES; i++) {
            viewer.resize(0, random.nextInt(320, 2000), random.nextInt(200, 1200));
        }
    }

    /// The first mode is the one the device prefers.
    private static void awaitMode(Vm guest, int output, String wanted) {
        String connector = "/sys/class/drm/card0-Virtual-" + output;
        // While a program holds the card, nobody else in the guest looks for changes.
        String look = "echo detect > %s/status; head -n 1 %s/modes".formatted(connector, connector);
        Await.untilTrue(
                () -> "the guest to prefer " + wanted + ", not " + guest.run(look),
                TO_FOLLOW,
                () -> guest.run(look).equals(wanted));
    }

    private static void assertSameOnBothScreens(Vm guest, GpuServer server, QemuVersion version) {
        SamePicture first = screen(guest, server, 0);
        SamePicture second = screen(guest, server, 1);
        Modetest.start(
                guest, Modetest.show(guest, 1, "1024x768") + Modetest.show(guest, 2, "768x600"));
        assertSize(1024, 768, first.await("two-screens-0-" + version, server.process()));
        assertSize(768, 600, second.await("two-screens-1-" + version, server.process()));
        Modetest.end(guest);
    }

    private static SamePicture screen(Vm guest, GpuServer server, int screen) {
        return new SamePicture(
                List.of(
                        new View("vmm", () -> guest.screendump(screen)),
                        new View("png", () -> server.picture(screen))));
    }

    private static void assertSize(int width, int height, Picture picture) {
        assertEquals(width, picture.width());
        assertEquals(height, picture.height());
        assertTrue(picture.colours() > 2, picture.toString());
    }
}
