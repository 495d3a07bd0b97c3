// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.View;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/// A VGA of ours comes and goes, and its guest goes on. The oracle has QEMU's in the same slot, and
/// stays up: a word on an empty screen looks the same before and after. All tests share both, as
/// booting costs more than most of them.
@Tag("vm")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class VgaLifecycleTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PORT = "plug";
    private static final int FLIPS = 600;

    private boolean started;
    private Path directory;
    private GpuServer server;
    private Vm oracle;
    private Vm ours;

    /// Not once before all: reports lose what is skipped or fails there.
    @BeforeEach
    void startOnce() throws IOException {
        Toolbox.require();
        if (!started) {
            end(); // of a start that failed
            directory = Files.createTempDirectory("zeropane-it-");
            start();
            started = true;
        }
    }

    private void start() {
        List<String> port = List.of("-device", "pcie-root-port,id=" + PORT + ",chassis=1");
        server = GpuServer.vga(directory, List.of());
        ours =
                Vm.start(
                        directory,
                        QemuVersion.QEMU_11_1,
                        Vm.MEMFD,
                        port,
                        Vm.vfioUser(server.socket(), ",\"bus\":\"" + PORT + "\""),
                        Vm.linux(""));
        oracle =
                Vm.start(
                        directory,
                        QemuVersion.QEMU_11_1,
                        Vm.MEMFD,
                        port,
                        List.of("-device", "bochs-display,bus=" + PORT),
                        Vm.linux(""));
        ours.awaitLinux();
        oracle.awaitLinux();
    }

    @AfterEach
    void serverLives() {
        if (started) {
            assertTrue(server.process().isAlive(), server.process().err().text());
        }
    }

    @AfterAll
    void end() {
        for (AutoCloseable thing : new AutoCloseable[] {ours, oracle, server}) {
            try {
                if (thing != null) {
                    thing.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        if (directory != null) {
            VmPair.delete(directory);
        }
    }

    private void assertSameWord(String name) {
        SamePicture same =
                new SamePicture(
                        List.of(
                                new View("qemu", () -> oracle.screendump()),
                                new View("png", server::picture)));
        VmPair.printWord(oracle, ours);
        same.await("vga-" + name, server.process());
    }

    @Test
    @Order(4)
    void killed_theGuestGoesOn_andGetsAnother() {
        assertSameWord("before");
        server.process().signal("KILL");
        assertEquals(137, server.process().awaitExit(LIMIT));
        assertEquals("alive", ours.run("echo alive"));
        // It draws on, into memory that nobody looks at.
        ours.run("echo unseen > /dev/tty1");

        ours.qmp().executeUntil("DEVICE_DELETED", "device_del", Map.of("id", Vm.CARD));
        assertEquals("", ours.run("ls /dev/dri 2>/dev/null | grep card || true"));
        server.close();
        server = GpuServer.vga(directory, List.of());
        ours.plugVfioUser(server.socket(), PORT);
        Await.untilTrue(
                () -> "a screen; " + ours.run("dmesg | tail"),
                LIMIT,
                () -> !ours.run("ls /dev/fb0 2>/dev/null || true").isEmpty());
        assertSameWord("after");
    }

    @Test
    @Order(2)
    void resetAndReboot() {
        assertSameWord("before-reset");
        ours.reset();
        ours.awaitLinux();
        assertSameWord("after-reset");
        ours.serial().forget();
        ours.serial().send("reboot -f");
        ours.awaitLinux();
        assertSameWord("after-reboot");
    }

    /// One server serves the next machine, whose screen is not the last one's.
    @Test
    @Order(3)
    void nextVmm() {
        assertSameWord("first-vmm");
        ours.close();
        server.process().err().await("the VMM is gone", LIMIT);
        ours =
                Vm.start(
                        directory,
                        QemuVersion.QEMU_11_1,
                        Vm.MEMFD,
                        List.of("-device", "pcie-root-port,id=" + PORT + ",chassis=1"),
                        Vm.vfioUser(server.socket(), ",\"bus\":\"" + PORT + "\""),
                        Vm.linux(""));
        ours.awaitLinux();
        assertSameWord("next-vmm");
    }

    /// Two buffers in turn: each flip is a register that is written, and is seen. Of the two
    /// pictures only whole ones are shown.
    @Test
    @Order(1)
    void pageFlips_areShown() {
        Modetest.flip(oracle, "1024x768");
        Modetest.flip(ours, "1024x768");
        Modetest.awaitFlips(ours, FLIPS);
        assertEquals(twoPictures(() -> oracle.screendump()), twoPictures(server::picture));
        int flips = Modetest.flips(ours);
        Modetest.end(ours);
        Modetest.end(oracle);
        ControlStats stats = ControlStats.of(server.process().pid());
        assertTrue(ControlStats.number(stats.screen(), "flips") >= flips, stats::toString);
        assertSameWord("after-flips");
    }

    /// Looks until there have been two, and as often again.
    private static Set<Picture> twoPictures(Supplier<Optional<Picture>> look) {
        Set<Picture> seen = new HashSet<>();
        AtomicInteger looks = new AtomicInteger();
        Await.untilTrue(
                () -> "two pictures, not " + seen,
                LIMIT,
                () -> {
                    look.get().ifPresent(seen::add);
                    looks.incrementAndGet();
                    return seen.size() >= 2;
                });
        for (int i = 0; i < looks.get(); i++) {
            look.get().ifPresent(seen::add);
        }
        return seen;
    }
}
