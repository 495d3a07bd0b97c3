// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.bench.vnc.BenchViewer;
import dev.zeropane.bench.vnc.Drawing;
import dev.zeropane.bench.vnc.QemuMachine;
import dev.zeropane.bench.vnc.Show;
import dev.zeropane.bench.vnc.VncServer;
import dev.zeropane.builtinguest.GpuDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a viewer costs, against QEMU's own VNC server: bytes, processor time, and how old a picture
/// is when the viewer has it.
///
/// One driver draws the same pictures on a screen of `zeropane gpu --display vnc` and on one of
/// QEMU's own virtio-gpu, and one viewer looks at both. They take turns, so that a busy moment of
/// the machine hits both.
public final class VncCost {
    private static final int ROUNDS = 3;
    private static final int WARM_UP = 30;

    /// For the JVM to compile an encoder.
    private static final int FIRST_WARM_UP = 150;

    private static final int PICTURES = 90;

    /// How names of threads begin that do nothing but that.
    private static final String SERVING = "zeropane-vnc";

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern ADDRESS = Pattern.compile("vnc://127\\.0\\.0\\.1:(\\d+)");

    private static final List<Supplier<Drawing>> DRAWINGS =
            List.of(Drawing::console, Drawing::window, Drawing::noise);

    private static final Map<Integer, String> ENCODINGS =
            new TreeMap<>(Map.of(0, "Raw", 6, "zlib", 7, "Tight", 16, "ZRLE"));

    /// @param cpu share of a processor, in percent
    /// @param sent KiB a second
    /// @param updates a second
    private record Round(double cpu, double sent, double updates, long[] latencies) {}

    private final List<VncServer> servers;
    private final String only;

    private VncCost(List<VncServer> servers, String only) {
        this.servers = servers;
        this.only = only;
    }

    /// @param args the launcher, QEMU, and what the names of rows are to contain
    public static void main(String[] args) throws IOException, InterruptedException {
        int theirPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            theirPort = free.getLocalPort();
        }
        try (Directory directory = Directory.create()) {
            Path socket = directory.resolve("gpu.sock");
            List<String> command =
                    List.of(args[0], "gpu", "--socket-path=" + socket, "--display=vnc");
            try (Device ours = Device.start(socket, command);
                    QemuMachine qemu = QemuMachine.start(directory.path(), args[1], theirPort)) {
                GpuDriver theirs = new GpuDriver(qemu);
                theirs.meanwhile(qemu::lookAgain);
                new VncCost(
                                List.of(
                                        new VncServer(
                                                ours.driver(),
                                                ours.vmm().ram(),
                                                port(ours),
                                                ours.pid()),
                                        new VncServer(theirs, qemu.ram(), theirPort, qemu.pid())),
                                args.length > 2 ? args[2] : "")
                        .measure();
            }
        }
        System.out.println(
                "processes that wanted a processor: "
                        + Files.readString(Path.of("/proc/loadavg"))
                                .replaceAll("( [^ ]+){2}\\s*$", ""));
    }

    private static int port(Device device) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher matcher = ADDRESS.matcher(device.said());
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new IllegalStateException("no address in " + device.said());
    }

    private void measure() throws IOException, InterruptedException {
        System.out.printf(
                "%-8s %-6s | %13s | %17s | %15s | %15s | %15s%n",
                "drawing", "", "updates/s", "KiB/update", "CPU ms/update", "p50 ms", "p99 ms");
        System.out.printf(
                "%-15s | %6s %6s | %8s %8s | %7s %7s | %7s %7s | %7s %7s%n",
                "", "ours", "QEMU", "ours", "QEMU", "ours", "QEMU", "ours", "QEMU", "ours", "QEMU");
        for (Supplier<Drawing> drawing : DRAWINGS) {
            double[] unseen = new double[servers.size()];
            long served = ThreadTimes.nanos(servers.getFirst().pid(), SERVING);
            for (int i = 0; i < unseen.length; i++) {
                unseen[i] = unseen(servers.get(i), drawing.get());
            }
            System.out.printf(
                    "%-8s %-6s | %13s | %17s | %7.2f %7.2f |%n",
                    drawing.get(),
                    "unseen",
                    "",
                    "",
                    millis(unseen[0], Show.PICTURES_A_SECOND),
                    millis(unseen[1], Show.PICTURES_A_SECOND));
            System.out.printf(
                    "         of which the threads that serve viewers, ours: %.2f ms in all%n",
                    (ThreadTimes.nanos(servers.getFirst().pid(), SERVING) - served) / 1e6);
            for (Map.Entry<Integer, String> encoding : ENCODINGS.entrySet()) {
                if ((drawing.get() + " " + encoding.getValue()).contains(only)) {
                    row(drawing, encoding, unseen);
                }
            }
        }
    }

    /// What the device costs while nobody looks.
    private static double unseen(VncServer server, Drawing drawing) throws IOException {
        Show show = new Show(server, drawing);
        show.go(WARM_UP);
        long cpu = ThreadTimes.nanos(server.pid());
        long begin = System.nanoTime();
        show.go(PICTURES);
        return 100.0 * (ThreadTimes.nanos(server.pid()) - cpu) / (System.nanoTime() - begin);
    }

    private void row(
            Supplier<Drawing> drawing, Map.Entry<Integer, String> encoding, double[] unseen)
            throws IOException, InterruptedException {
        List<List<Round>> rounds = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < servers.size(); i++) {
                int warmUp = round == 0 && i == 0 ? FIRST_WARM_UP : WARM_UP;
                rounds.get(i).add(round(servers.get(i), drawing.get(), encoding.getKey(), warmUp));
            }
        }
        List<Round> both = List.of(median(rounds.get(0)), median(rounds.get(1)));
        Round a = both.get(0);
        Round b = both.get(1);
        System.out.printf(
                "%-8s %-6s | %6.1f %6.1f | %8.1f %8.1f | %7.2f %7.2f | %7.2f %7.2f | %7.2f %7.2f%n",
                drawing.get(),
                encoding.getValue(),
                a.updates(),
                b.updates(),
                a.sent() / a.updates(),
                b.sent() / b.updates(),
                millis(a.cpu() - unseen[0], a.updates()),
                millis(b.cpu() - unseen[1], b.updates()),
                part(a, 50),
                part(b, 50),
                part(a, 99),
                part(b, 99));
    }

    /// @param cpu share of a processor, in percent
    private static double millis(double cpu, double times) {
        return cpu * 10 / times;
    }

    private static Round round(VncServer server, Drawing drawing, int encoding, int warmUp)
            throws IOException, InterruptedException {
        Show show = new Show(server, drawing);
        try (BenchViewer viewer = BenchViewer.connect(server.port(), encoding, show::drawn)) {
            show.go(warmUp);
            show.takeLatencies();
            long cpu = ThreadTimes.nanos(server.pid());
            long begin = System.nanoTime();
            long bytes = viewer.bytes();
            long updates = viewer.updates();
            show.go(PICTURES);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Round round =
                    new Round(
                            (ThreadTimes.nanos(server.pid()) - cpu) / 1e7 / seconds,
                            (viewer.bytes() - bytes) / 1024.0 / seconds,
                            (viewer.updates() - updates) / seconds,
                            show.takeLatencies().toArray());
            viewer.check();
            show.awaitEqual();
            return round;
        }
    }

    private static Round median(List<Round> rounds) {
        return new Round(
                Median.of(rounds.stream().mapToDouble(Round::cpu).toArray()),
                Median.of(rounds.stream().mapToDouble(Round::sent).toArray()),
                Median.of(rounds.stream().mapToDouble(Round::updates).toArray()),
                rounds.stream()
                        .flatMapToLong(r -> Arrays.stream(r.latencies()))
                        .sorted()
                        .toArray());
    }

    private static double part(Round round, int percent) {
        long[] all = round.latencies();
        return all.length == 0 ? Double.NaN : all[(all.length - 1) * percent / 100] / 1e6;
    }
}
