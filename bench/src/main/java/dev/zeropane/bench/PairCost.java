package dev.zeropane.bench;

import dev.zeropane.frontend.Framebuffer;
import dev.zeropane.frontend.GpuDriver;
import dev.zeropane.frontend.VirtioGpu;
import dev.zeropane.frontend.Vmm;
import dev.zeropane.frontend.VmmOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a full-frame transfer and flush cost the device process, by resolution.
///
/// The same driver sends the same pairs, one in flight, to `zeropane gpu --display none`; processor
/// time is the process's own accounting, all its threads, after a warm-up. The sizes take turns, so
/// that a busy moment of the machine hits all of them.
public final class PairCost {
    private static final int WARM_UP = 20_000;
    private static final int PAIRS = 5_000;
    private static final int ROUNDS = 9;
    private static final long RAM = 256L << 20;

    private record Size(int width, int height) {}

    private static final List<Size> SIZES =
            List.of(
                    new Size(64, 64),
                    new Size(640, 480),
                    new Size(1920, 1080),
                    new Size(3840, 2160));

    private PairCost() {}

    /// @param args the launcher, and `gpu` options to add
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("zeropane-bench-");
        Path socket = directory.resolve("gpu.sock");
        List<String> command = new ArrayList<>(List.of(args[0], "--quiet", "gpu"));
        command.addAll(List.of("--socket-path", socket.toString(), "--display", "none"));
        command.addAll(Arrays.asList(args).subList(1, args.length));
        Process process = new ProcessBuilder(command).inheritIO().start();
        try (Vmm vmm = Vmm.connect(socket, VmmOptions.defaults().withRamSize(RAM))) {
            measure(new GpuDriver(vmm), vmm, process.pid());
        } finally {
            process.destroy();
            process.waitFor();
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }

    private static void measure(GpuDriver driver, Vmm vmm, long pid) throws IOException {
        List<Framebuffer> buffers = new ArrayList<>();
        for (Size size : SIZES) {
            buffers.add(
                    Framebuffer.create(
                            driver,
                            vmm.ram(),
                            buffers.size() + 1,
                            VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                            size.width,
                            size.height,
                            true));
        }
        for (Framebuffer buffer : buffers) {
            buffer.show(0);
            send(driver, buffer, WARM_UP);
        }
        double[][] cpu = new double[SIZES.size()][ROUNDS];
        double[][] wall = new double[SIZES.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < buffers.size(); i++) {
                buffers.get(i).show(0);
                long cpuBefore = cpuNanos(pid);
                long before = System.nanoTime();
                send(driver, buffers.get(i), PAIRS);
                wall[i][round] = (System.nanoTime() - before) / 1e3 / PAIRS;
                cpu[i][round] = (cpuNanos(pid) - cpuBefore) / 1e3 / PAIRS;
            }
        }
        System.out.printf(
                "%-12s %14s %14s %10s%n", "frame", "CPU us/pair", "wall us/pair", "ratio");
        double smallest = median(cpu[0]);
        for (int i = 0; i < cpu.length; i++) {
            Size size = SIZES.get(i);
            System.out.printf(
                    "%-12s %14.1f %14.1f %10.2f%n",
                    size.width + "x" + size.height,
                    median(cpu[i]),
                    median(wall[i]),
                    median(cpu[i]) / smallest);
        }
    }

    private static void send(GpuDriver driver, Framebuffer buffer, int pairs) {
        for (int i = 0; i < pairs; i++) {
            driver.transferAndFlush(buffer.resourceId(), buffer.bounds(), 0);
        }
    }

    /// Time on a processor of all threads of a process, from the scheduler's own count: ticks of 10
    /// ms would be too coarse.
    private static long cpuNanos(long pid) throws IOException {
        long sum = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("schedstat"));
                sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
            }
        }
        return sum;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
