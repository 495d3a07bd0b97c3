// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.control.ControlClient;
import dev.zeropane.control.Instances;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How long a guest waits for RESOURCE_DETACH_BACKING of a small resource, alone and while a client
/// copies a large screen.
///
/// `zeropane gpu --display none` as a process of its own. The small resource is on a screen that is
/// watched throughout, so that each DETACH closes a mapping. The last column is the longest of
/// those while one picture was copied, in the middle of all pictures.
public final class WatchedDetach {
    private static final int WARM_UP = 100;
    private static final int DETACHES = 300;
    private static final int PICTURES = 60;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<Size> SIZES = List.of(new Size(1920, 1080), new Size(3840, 2160));

    private final Device device;
    private final Framebuffer small;

    private WatchedDetach(Device device) {
        this.device = device;
        this.small = device.framebuffer(new Size(64, 64));
    }

    /// @param args the launcher, and `gpu` options to add
    public static void main(String[] args) throws IOException {
        try (Directory directory = Directory.create()) {
            Path socket = directory.resolve("gpu.sock");
            List<String> command =
                    new ArrayList<>(
                            List.of(args[0], "--quiet", "gpu", "--socket-path", socket.toString()));
            command.addAll(List.of("--display", "none", "--max-outputs", "2"));
            command.addAll(Arrays.asList(args).subList(1, args.length));
            try (Device device = Device.start(socket, command)) {
                new WatchedDetach(device).run();
            }
        }
    }

    private void run() {
        System.out.printf(
                "%-12s %10s %10s %10s %20s%n",
                "watched", "p50 ms", "p99 ms", "max ms", "longest of a picture");
        small.show(1);
        try (Watching _ = new Watching(device, 1)) {
            for (Size size : SIZES) {
                Framebuffer large = device.framebuffer(size);
                large.show(0);
                detaches(WARM_UP);
                print("none", detaches(DETACHES), "-");
                try (Watching watching = new Watching(device, 0)) {
                    measure(size, large, watching, PICTURES / 4);
                    measure(size, large, watching, PICTURES).run();
                }
            }
        }
    }

    private double[] detaches(int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            millis[i] = detach();
        }
        return millis;
    }

    /// @return prints it
    private Runnable measure(Size size, Framebuffer large, Watching watching, int count) {
        double[] longest = new double[count];
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int before = watching.pictures.get();
            large.update(large.bounds());
            while (watching.pictures.get() == before) {
                double millis = detach();
                all.add(millis);
                longest[i] = Math.max(longest[i], millis);
            }
        }
        return () ->
                print(
                        size.toString(),
                        all.stream().mapToDouble(Double::doubleValue).toArray(),
                        "%.3f".formatted(Median.of(longest)));
    }

    private double detach() {
        small.show(1);
        small.update(small.bounds());
        long start = System.nanoTime();
        int answer = device.driver().detachBacking(small.resourceId());
        double millis = (System.nanoTime() - start) / 1e6;
        GpuDriver.expectOk(answer, "detachBacking");
        GpuDriver.expectOk(
                device.driver().attachBacking(small.resourceId(), small.entries()),
                "attachBacking");
        return millis;
    }

    private static void print(String watched, double[] millis, String longest) {
        Arrays.sort(millis);
        System.out.printf(
                "%-12s %10.3f %10.3f %10.3f %20s%n",
                watched,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1],
                longest);
    }

    /// A client that takes picture after picture.
    private static final class Watching implements AutoCloseable {
        private final AtomicInteger pictures = new AtomicInteger();
        private final ControlClient client;
        private final Thread thread;
        private volatile boolean over;

        Watching(Device device, int scanout) {
            client = Instances.connect(Long.toString(device.pid()));
            client.watch(scanout);
            thread = Thread.ofPlatform().daemon().start(this::watch);
            awaitFirst();
        }

        private void awaitFirst() {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (pictures.get() == 0) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("no picture came");
                }
                LockSupport.parkNanos(100_000);
            }
        }

        private void watch() {
            while (!over) {
                boolean _ = client.next(SHORT, _ -> pictures.incrementAndGet(), () -> {});
            }
        }

        @Override
        public void close() {
            over = true;
            ThreadEnd.await(thread);
            client.close();
        }
    }
}
