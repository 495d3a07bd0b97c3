// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import static dev.zeropane.builtinguest.VhostUserGpu.VHOST_USER_GPU_UPDATE;

import dev.zeropane.bench.ShownFrames.Cost;
import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What a full frame on its way to the VMM's own window costs the device process, against QEMU's C
/// back-end; then how long `zeropane gpu` takes to listen, and how much memory it holds.
///
/// Both devices run side by side and are sent the same commands by the same driver, which reads the
/// display socket too. They take turns, so that a busy moment of the machine hits both.
public final class VmmCost {
    private static final int ROUNDS = 3;
    private static final int STARTS = 9;
    private static final int MEMORY_FRAMES = 300;
    private static final Size FULL_HD = new Size(1920, 1080);
    private static final double START_TARGET = 0.3;
    private static final double MEMORY_TARGET = 80;

    /// @param warmUp frames before any is measured, at least
    /// @param target the most of the other device's processor time that ours may take
    private record Row(Size size, int warmUp, int frames, double target) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row(new Size(16, 16), 20_000, 3_000, Double.NaN),
                    new Row(new Size(640, 480), 1_000, 500, 0.5),
                    new Row(FULL_HD, 300, 150, 0.2),
                    new Row(new Size(3840, 2160), 100, 50, 0.2));

    private final String launcher;
    private final Path other;
    private final List<String> options;
    private final Directory directory;

    private VmmCost(String[] args, Directory directory) {
        launcher = args[0];
        other = Path.of(args[1]);
        options = Arrays.asList(args).subList(2, args.length);
        this.directory = directory;
    }

    /// @param args the launcher, QEMU's `vhost-user-gpu`, and `gpu` options to add
    public static void main(String[] args) throws IOException {
        try (Directory directory = Directory.create()) {
            VmmCost it = new VmmCost(args, directory);
            it.frames();
            it.start();
            it.memory();
        }
        System.out.println("processes that wanted a processor: " + load());
    }

    /// Averages of 1, 5 and 15 minutes: measurements taken while others compute are worth less.
    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).replaceAll("( [^ ]+){2}\\s*$", "");
    }

    private List<String> zeropane(Path socket) {
        List<String> command = new ArrayList<>(List.of(launcher, "--quiet", "gpu"));
        command.addAll(List.of("--socket-path", socket.toString(), "--display", "vmm"));
        command.addAll(options);
        return command;
    }

    private void frames() throws IOException {
        Path ourSocket = directory.resolve("zeropane.sock");
        Path theirSocket = directory.resolve("other.sock");
        List<String> theirCommand = List.of(other.toString(), "--socket-path=" + theirSocket);
        try (Device ours = Device.start(ourSocket, zeropane(ourSocket));
                Device theirs = Device.start(theirSocket, theirCommand)) {
            compare(List.of(shownFrames(ours), shownFrames(theirs)));
        }
    }

    private static ShownFrames shownFrames(Device device) {
        return new ShownFrames(device, VHOST_USER_GPU_UPDATE);
    }

    private static void compare(List<ShownFrames> devices) throws IOException {
        List<List<Framebuffer>> buffers = new ArrayList<>();
        for (ShownFrames one : devices) {
            buffers.add(ROWS.stream().map(row -> one.device().framebuffer(row.size())).toList());
        }
        for (int i = 0; i < ROWS.size(); i++) {
            devices.get(0).warmUp(buffers.get(0).get(i), ROWS.get(i).warmUp());
        }
        Cost[][][] costs = new Cost[ROWS.size()][devices.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < ROWS.size(); i++) {
                for (int who = 0; who < devices.size(); who++) {
                    costs[i][who][round] =
                            devices.get(who).measure(buffers.get(who).get(i), ROWS.get(i).frames());
                }
            }
        }
        print(costs);
    }

    private static void print(Cost[][][] costs) {
        System.out.printf(
                "%-10s | %27s %6s %7s | %17s | %21s%n",
                "", "CPU ms/frame", "", "", "wall ms/frame", "pair p50 us");
        System.out.printf(
                "%-10s | %9s %9s %7s %6s %7s | %8s %8s | %10s %10s%n",
                "frame", "zeropane", "C", "ratio", "target", "", "zeropane", "C", "zeropane", "C");
        for (int i = 0; i < costs.length; i++) {
            Row row = ROWS.get(i);
            Cost ours = median(costs[i][0]);
            Cost theirs = median(costs[i][1]);
            double ratio = ours.cpuMillis() / theirs.cpuMillis();
            System.out.printf(
                    "%-10s | %9.4f %9.4f %7.2f %6s %7s | %8.3f %8.3f | %10.1f %10.1f%n",
                    row.size(),
                    ours.cpuMillis(),
                    theirs.cpuMillis(),
                    ratio,
                    Double.isNaN(row.target()) ? "" : row.target(),
                    Double.isNaN(row.target()) ? "" : verdict(ratio, row.target()),
                    ours.wallMillis(),
                    theirs.wallMillis(),
                    ours.pairMicros(),
                    theirs.pairMicros());
        }
    }

    private static Cost median(Cost[] rounds) {
        return new Cost(
                Median.of(Arrays.stream(rounds).mapToDouble(Cost::cpuMillis).toArray()),
                Median.of(Arrays.stream(rounds).mapToDouble(Cost::wallMillis).toArray()),
                Median.of(Arrays.stream(rounds).mapToDouble(Cost::pairMicros).toArray()));
    }

    private static String verdict(double value, double target) {
        return value <= target ? "met" : "MISSED";
    }

    /// From the start of the launcher until somebody listens.
    private void start() throws IOException {
        double[] seconds = new double[STARTS];
        Path socket = directory.resolve("start.sock");
        for (int i = 0; i < STARTS; i++) {
            Files.deleteIfExists(socket);
            long before = System.nanoTime();
            try (Program program = Program.start(directory.path(), Map.of(), zeropane(socket))) {
                awaitListener(socket, program);
                seconds[i] = (System.nanoTime() - before) / 1e9;
            }
        }
        double median = Median.of(seconds);
        System.out.printf(
                "%nstart until it listens, median of %d: %.3f s (%.3f to %.3f), target %.1f: %s%n",
                STARTS,
                median,
                Arrays.stream(seconds).min().orElseThrow(),
                Arrays.stream(seconds).max().orElseThrow(),
                START_TARGET,
                verdict(median, START_TARGET));
    }

    private static void awaitListener(Path socket, Program program) {
        while (program.isAlive()) {
            try {
                UnixSocket.connect(socket).close();
                return;
            } catch (LinuxException.NotFound | LinuxException.Disconnected e) {
                LockSupport.parkNanos(500_000);
            }
        }
        throw new IllegalStateException("it did not start: " + program.err().text());
    }

    /// Memory of a device that has served one guest at 1080p.
    private void memory() throws IOException {
        Path socket = directory.resolve("memory.sock");
        try (Device device = Device.start(socket, zeropane(socket))) {
            shownFrames(device).measure(device.framebuffer(FULL_HD), MEMORY_FRAMES);
            double mib = ProcessUsage.of(device.pid()).residentKib() / 1024.0;
            System.out.printf(
                    "RssAnon + RssFile after %d frames of %s: %.1f MiB, target %.0f: %s%n",
                    MEMORY_FRAMES, FULL_HD, mib, MEMORY_TARGET, verdict(mib, MEMORY_TARGET));
        }
    }
}
