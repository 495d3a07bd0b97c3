// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Mode;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.qemu.monitor.QemuLink;
import dev.zeropane.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Wishes for sizes of windows, said by our own little D-Bus peer to real QEMUs.
@Tag("vm")
final class ConsoleSizesTest {
    private static final Duration TO_FOLLOW = Duration.ofSeconds(30);
    private static final int RESIZES = 50;
    private static final long BETWEEN_NANOS = 5_000_000_000L / RESIZES;

    @TempDir Path directory;

    @BeforeEach
    void toolbox() {
        Toolbox.require();
    }

    /// 50 resizes in 5 seconds, as when somebody drags a corner.
    @ParameterizedTest
    @EnumSource
    void guestEndsAtTheLastSize(QemuVersion version) {
        Path monitor = directory.resolve("monitor");
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        try (GpuServer server = new GpuServer(directory);
                QemuLink link = QemuLink.listen(monitor, true, problems::add);
                Vm guest =
                        Vm.start(
                                directory,
                                version,
                                Vm.MEMFD,
                                Vm.served("vhost-user-gpu-pci", server.socket()),
                                Vm.linux(""),
                                // The last -display counts.
                                List.of(
                                        "-display",
                                        "dbus,p2p=yes",
                                        "-chardev",
                                        "socket,id=sizes,path=" + monitor,
                                        "-qmp",
                                        "chardev:sizes"))) {
            guest.awaitLinux();
            RandomGenerator random = RandomGenerator.getDefault();
            for (int i = 0; i < RESIZES; i++) {
                link.sizes()
                        .wish(0, new Mode(random.nextInt(320, 2000), random.nextInt(200, 1200)));
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
            link.sizes().wish(0, new Mode(1024, 600));
            String look = "head -n 1 /sys/class/drm/card0-Virtual-1/modes";
            Await.untilTrue(
                    () -> "the guest to prefer 1024x600, not " + guest.run(look),
                    TO_FOLLOW,
                    () -> guest.run(look).equals("1024x600"));
            assertEquals(List.of(), List.copyOf(problems));
        }
    }
}
