// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.builtinguest.Framebuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a full-frame transfer and flush cost the device process, by resolution.
///
/// The same driver sends the same pairs, one in flight, to `zeropane gpu --display none`; processor
/// time is the process's own accounting, of all its threads but the JVM's compilers, which go on
/// for a while after the warm-up. The sizes take turns, so that a busy moment of the machine hits
/// all of them.
public final class PairCost {
    private static final int WARM_UP = 20_000;
    private static final int PAIRS = 5_000;
    private static final int ROUNDS = 9;

    private static final List<Size> SIZES =
            List.of(
                    new Size(64, 64),
                    new Size(640, 480),
                    new Size(1920, 1080),
                    new Size(3840, 2160));

    private PairCost() {}

    /// @param args the launcher, and `gpu` options to add
    public static void main(String[] args) throws IOException {
        try (Directory directory = Directory.create()) {
            Path socket = directory.resolve("gpu.sock");
            List<String> command = new ArrayList<>(List.of(args[0], "--quiet", "gpu"));
            command.addAll(List.of("--socket-path", socket.toString(), "--display", "none"));
            command.addAll(Arrays.asList(args).subList(1, args.length));
            try (Device device = Device.start(socket, command)) {
                measure(device);
            }
        }
    }

    private static void measure(Device device) throws IOException {
        List<Framebuffer> buffers = SIZES.stream().map(device::framebuffer).toList();
        for (Framebuffer buffer : buffers) {
            buffer.show(0);
            send(device, buffer, WARM_UP);
        }
        double[][] cpu = new double[SIZES.size()][ROUNDS];
        double[][] wall = new double[SIZES.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < buffers.size(); i++) {
                buffers.get(i).show(0);
                long cpuBefore = cpuNanos(device);
                long before = System.nanoTime();
                send(device, buffers.get(i), PAIRS);
                wall[i][round] = (System.nanoTime() - before) / 1e3 / PAIRS;
                cpu[i][round] = (cpuNanos(device) - cpuBefore) / 1e3 / PAIRS;
            }
        }
        System.out.printf(
                "%-12s %14s %14s %10s%n", "frame", "CPU us/pair", "wall us/pair", "ratio");
        double smallest = Median.of(cpu[0]);
        for (int i = 0; i < cpu.length; i++) {
            System.out.printf(
                    "%-12s %14.1f %14.1f %10.2f%n",
                    SIZES.get(i),
                    Median.of(cpu[i]),
                    Median.of(wall[i]),
                    Median.of(cpu[i]) / smallest);
        }
    }

    private static long cpuNanos(Device device) throws IOException {
        return device.cpuNanos() - device.compilerNanos();
    }

    private static void send(Device device, Framebuffer buffer, int pairs) {
        for (int i = 0; i < pairs; i++) {
            device.driver().transferAndFlush(buffer.resourceId(), buffer.bounds(), 0);
        }
    }
}
