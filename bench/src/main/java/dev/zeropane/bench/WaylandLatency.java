// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How long it takes from a guest's flush to the Wayland commit that shows it.
///
/// `zeropane gpu --display wayland` as a process of its own, between a driver and a compositor that
/// are both in this one: from just before the flush is put into the ring to the moment the
/// compositor has received the commit, by one clock. The compositor answers frame callbacks at
/// once, so nothing waits for a screen. Flushes come one at a time, with a pause, as a guest's do.
public final class WaylandLatency {
    /// For the JVM to compile what it runs, then for what a size brings along.
    private static final int FIRST_WARM_UP = 2_000;

    private static final int WARM_UP = 200;
    private static final int ROUNDS = 5;
    private static final int FLUSHES = 400;
    private static final long PAUSE_NANOS = 3_000_000;
    private static final double TARGET_MILLIS = 1;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final List<Size> SIZES =
            List.of(
                    new Size(640, 480),
                    new Size(1280, 800),
                    new Size(1920, 1080),
                    new Size(3840, 2160));

    /// What is drawn between flushes by a desktop that stands still but for its cursor.
    private static final Rect SMALL = new Rect(128, 128, 64, 64);

    private WaylandLatency() {}

    /// @param args the launcher, and `gpu` options to add
    public static void main(String[] args) throws IOException {
        System.out.printf(
                "%-8s %-10s %-10s %9s %9s %9s  %s%n",
                "buffers", "frame", "flushed", "p50 ms", "p99 ms", "max ms", "p99 target");
        List<String> zeropane = List.of(args[0], "--quiet", "gpu");
        CompositorOptions noDmaBufs = new CompositorOptions().without("zwp_linux_dmabuf_v1");
        measure("wl_shm", noDmaBufs, zeropane, SIZES, args);
        if (Files.isWritable(Path.of("/dev/udmabuf"))) {
            measure("dma-buf", new CompositorOptions(), zeropane, SIZES, args);
        } else {
            measureStandIn(args);
        }
    }

    /// The way of dma-bufs where the kernel makes none, as the tests go it: memfds that hold a
    /// copy, renewed by the device's thread before anything else hears of the flush. So only the
    /// smallest frame says something, and that is too much.
    private static void measureStandIn(String[] args) throws IOException {
        Path root = Path.of(args[0]).toAbsolutePath().getParent();
        Path tests = root.resolve("app/cli/target/test-classes");
        if (!Files.exists(tests.resolve("dev/zeropane/cli/StandInGpu.class"))) {
            System.out.println(
                    "dma-buf: not measured, as there is no /dev/udmabuf, nor a stand-in");
            return;
        }
        List<String> standIn =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Stream.of(
                                        "app/service/target/test-classes",
                                        "base/dmabuf/target/test-classes",
                                        "app/cli/target/app/*")
                                .map(folder -> root.resolve(folder).toString())
                                .collect(Collectors.joining(":", tests + ":", "")),
                        "dev.zeropane.cli.StandInGpu",
                        "/nonexistent");
        measure("stand-in", new CompositorOptions(), standIn, SIZES.subList(0, 1), args);
    }

    private static void measure(
            String buffers,
            CompositorOptions options,
            List<String> gpu,
            List<Size> sizes,
            String[] args)
            throws IOException {
        try (Directory directory = Directory.create();
                TestCompositor compositor = TestCompositor.start(directory.path(), options)) {
            Path socket = directory.resolve("gpu.sock");
            List<String> command = new ArrayList<>(gpu);
            command.addAll(List.of("--socket-path", socket.toString(), "--display", "wayland"));
            command.addAll(Arrays.asList(args).subList(1, args.length));
            Map<String, String> environment =
                    Map.of("WAYLAND_DISPLAY", compositor.socket().toString());
            try (Device device = Device.start(socket, environment, command)) {
                measure(buffers, compositor, device, sizes);
            }
        }
    }

    private static void measure(
            String buffers, TestCompositor compositor, Device device, List<Size> sizes) {
        for (Size size : sizes) {
            Framebuffer buffer = device.framebuffer(size);
            buffer.show(0);
            buffer.update(buffer.bounds());
            compositor.awaitWindow();
            int warmUp = size.equals(sizes.getFirst()) ? FIRST_WARM_UP : WARM_UP;
            flushes(compositor, device, buffer, buffer.bounds(), warmUp);
            for (Rect rect : List.of(buffer.bounds(), SMALL)) {
                double[] millis = new double[ROUNDS * FLUSHES];
                for (int round = 0; round < ROUNDS; round++) {
                    double[] some = flushes(compositor, device, buffer, rect, FLUSHES);
                    System.arraycopy(some, 0, millis, round * FLUSHES, FLUSHES);
                }
                print(buffers, size, rect, millis);
            }
            checkPath(buffers, compositor);
        }
    }

    private static double[] flushes(
            TestCompositor compositor, Device device, Framebuffer buffer, Rect rect, int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long before = compositor.commits().count();
            long start = System.nanoTime();
            GpuDriver.expectOk(device.driver().flush(buffer.resourceId(), rect), "flush");
            Commit commit = compositor.commits().awaitAfter(before, LIMIT);
            millis[i] = (commit.nanoTime() - start) / 1e6;
            // The compositor copies what is committed; a flush meanwhile would wait for that.
            compositor.awaitIdle();
        }
        return millis;
    }

    /// A figure of another path than it says would be worse than none.
    private static void checkPath(String buffers, TestCompositor compositor) {
        boolean dmabufs = compositor.counts().dmabufBuffers() > 0;
        if (dmabufs == buffers.equals("wl_shm")) {
            throw new IllegalStateException(
                    "the frames did not come as " + buffers + ": " + compositor.counts());
        }
    }

    private static void print(String buffers, Size size, Rect rect, double[] millis) {
        Arrays.sort(millis);
        double p99 = millis[millis.length * 99 / 100];
        System.out.printf(
                "%-8s %-10s %-10s %9.3f %9.3f %9.3f  %.1f: %s%n",
                buffers,
                size,
                new Size(rect.width(), rect.height()),
                millis[millis.length / 2],
                p99,
                millis[millis.length - 1],
                TARGET_MILLIS,
                p99 <= TARGET_MILLIS ? "met" : "MISSED");
    }
}
