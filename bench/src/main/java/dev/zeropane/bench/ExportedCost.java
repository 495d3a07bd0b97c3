// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import static dev.zeropane.builtinguest.VhostUserGpu.VHOST_USER_GPU_DMABUF_UPDATE;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a full-frame transfer and flush cost the device process while the guest's pages are
/// exported, by resolution: the VMM is told that its dma-buf has a new picture, and nothing is
/// copied.
///
/// Processor time is the process's own accounting, all its threads, after a warm-up. The sizes take
/// turns.
public final class ExportedCost {
    private static final int WARM_UP = 2_000;
    private static final int FRAMES = 500;
    private static final int ROUNDS = 15;
    private static final double TARGET = 1.25;
    private static final Duration TO_ANSWER = Duration.ofMinutes(2);

    private static final List<Size> SIZES = List.of(new Size(640, 480), new Size(3840, 2160));

    private final String launcher;
    private final Path directory;

    private ExportedCost(String launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
    }

    /// @param args the launcher
    public static void main(String[] args) throws IOException {
        try (Directory directory = Directory.create()) {
            new ExportedCost(args[0], directory.path()).run();
        }
    }

    private void run() throws IOException {
        Path socket = directory.resolve("gpu.sock");
        List<String> command =
                List.of(
                        launcher,
                        "--quiet",
                        "gpu",
                        "--socket-path",
                        socket.toString(),
                        "--display",
                        "vmm,dmabuf");
        try (Device device = Device.start(socket, command)) {
            ShownFrames frames = new ShownFrames(device, VHOST_USER_GPU_DMABUF_UPDATE);
            List<Framebuffer> buffers = SIZES.stream().map(device::framebuffer).toList();
            for (Framebuffer buffer : buffers) {
                frames.warmUp(buffer, WARM_UP);
                requireExported(device);
            }
            double[][] cpu = new double[SIZES.size()][ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < cpu.length; i++) {
                    cpu[i][round] = frames.measure(buffers.get(i), FRAMES).cpuMillis() * 1e3;
                }
                ratios[round] = cpu[1][round] / cpu[0][round];
            }
            for (int i = 0; i < cpu.length; i++) {
                System.out.printf("%-10s CPU us/pair %s%n", SIZES.get(i), Quartiles.of(cpu[i]));
            }
            System.out.printf("ratio %s, to be at most %.2f%n", Quartiles.of(ratios), TARGET);
        }
    }

    private void requireExported(Device device) {
        String pid = Long.toString(device.pid());
        try (Program stats = Program.start(directory, Map.of(), launcher, "stats", "--json", pid)) {
            stats.awaitExit(TO_ANSWER);
            if (!stats.out().text().contains("\"dmabuf\":\"exported\"")) {
                throw new IllegalStateException(
                        "not exported: " + stats.out().text() + stats.err().text());
            }
        }
    }
}
