// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A measurement, not a test, see `bench/vga-plug`: how long it takes from QEMU's `device_add` of a
/// VGA of ours to the first picture, with a Linux that runs.
///
/// "answered" is when QEMU has answered, "mode" when Linux has set a mode, "picture" when the
/// picture is in a PNG file, complete. The server runs all the time, as before a person's plugging.
final class PlugLatency {
    private static final int ROUNDS = 9;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PORT = "plug";

    /// With room for video memory, which firmware reserves as it finds the slot empty.
    private static final String SLOT =
            "pcie-root-port,id=" + PORT + ",chassis=1,pref32-reserve=32M";

    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

    private final GpuServer server;
    private final Vm vm;
    private final Path png;

    private PlugLatency(GpuServer server, Vm vm, Path png) {
        this.server = server;
        this.vm = vm;
        this.png = png;
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("zeropane-plug-");
        try (GpuServer server = GpuServer.vga(directory, List.of());
                Vm vm =
                        Vm.start(
                                directory,
                                QemuVersion.QEMU_11_1,
                                Vm.MEMFD,
                                List.of("-device", SLOT),
                                Vm.linux(""))) {
            vm.awaitLinux();
            new PlugLatency(server, vm, directory.resolve("screens/screen-0.png")).measure();
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) {
        try (Program rm = Program.start(Path.of("/"), Map.of(), "rm", "-r", directory.toString())) {
            rm.awaitExit(LIMIT);
        }
    }

    private void measure() throws IOException {
        double[][] millis = new double[3][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double[] one = plug();
            System.out.printf(
                    "%s answered %.0f ms, mode %.0f ms, picture %.0f ms%n",
                    round < 0 ? "to warm up:" : "", one[0], one[1], one[2]);
            for (int i = 0; i < one.length && round >= 0; i++) {
                millis[i][round] = one[i];
            }
            unplug();
        }
        for (double[] all : millis) {
            Arrays.sort(all);
        }
        System.out.printf(
                "median of %d: answered %.0f ms, mode %.0f ms, picture %.0f ms%n",
                ROUNDS, millis[0][ROUNDS / 2], millis[1][ROUNDS / 2], millis[2][ROUNDS / 2]);
    }

    private double[] plug() {
        long modes = modes();
        long begin = System.nanoTime();
        vm.plugVfioUser(server.socket(), PORT);
        double answered = since(begin);
        double mode = await("a mode", begin, () -> modes() > modes);
        double picture = await("a picture", begin, () -> Files.exists(png));
        return new double[] {answered, mode, picture};
    }

    /// And leaves no picture behind.
    private void unplug() throws IOException {
        vm.qmp().executeUntil("DEVICE_DELETED", "device_del", Map.of("id", Vm.CARD));
        Await.untilTrue(() -> "the end of the picture", LIMIT, () -> !isOn());
        Files.deleteIfExists(png);
    }

    private double await(String what, long begin, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (since(begin) > LIMIT.toMillis()) {
                throw new AssertionError(what + "; " + vm.run("dmesg | tail"));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return since(begin);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private ControlStats stats() {
        return ControlStats.of(server.process().pid());
    }

    private long modes() {
        return ControlStats.number(stats().screen(), "modeChanges");
    }

    private boolean isOn() {
        return stats().screen().containsKey("width");
    }
}
