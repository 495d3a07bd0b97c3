// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Rect;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.pci.Bar;
import dev.zeropane.vga.VgaDevice;
import dev.zeropane.vga.VgaOptions;
import dev.zeropane.vga.VgaScreen;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What it costs to find what a guest has drawn in video memory, where a display reads: processor
/// time of the thread that compares, by its own accounting.
///
/// The screen rests; then one pixel changes 30 times a second; then all of it does. Latency is from
/// the write to the display being told. The display itself does nothing.
public final class VgaCost {
    private static final long VIDEO_MEMORY = 256L << 20;
    private static final long WARM_UP_NANOS = 4_000_000_000L;
    private static final long NANOS = 5_000_000_000L;
    private static final long CHANGE_NANOS = 1_000_000_000L / 30;
    private static final int XRES = 0x502;
    private static final int YRES = 0x504;
    private static final int BPP = 0x506;
    private static final int ENABLE = 0x508;
    private static final int X_OFFSET = 0x510;

    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final List<Size> SIZES =
            List.of(new Size(1920, 1080), new Size(3840, 2160), new Size(7680, 4320));

    private VgaCost() {}

    /// What a guest does between two looks at it.
    private interface Drawing {
        void draw(MemorySegment screen, int round);
    }

    /// @param args the launcher
    public static void main(String[] args) throws IOException, InterruptedException {
        RegisterReads.measure(args[0]);
        System.out.println();
        System.out.printf(
                "%-10s %-7s %10s %14s %12s %12s %14s%n",
                "screen",
                "changes",
                "CPU %",
                "CPU us/screen",
                "screens/s",
                "MB/s copied",
                "latency ms");
        for (Size size : SIZES) {
            try (Card card = new Card(size)) {
                card.measure("nothing", (_, _) -> {}, false);
                card.measure(
                        "a pixel",
                        (screen, round) ->
                                screen.set(
                                        ValueLayout.JAVA_INT_UNALIGNED,
                                        screen.byteSize() / 2,
                                        round),
                        true);
                card.measure("all", (screen, round) -> screen.fill((byte) round), true);
                card.measureRegisters();
            }
        }
    }

    /// A device on a thread of its own, with a display that is told.
    private static final class Card implements AutoCloseable {
        private final EventLoop loop = new EventLoop(Throwable::printStackTrace);
        private final Thread thread = Thread.ofPlatform().start(loop::run);
        private final SynchronousQueue<Long> told = new SynchronousQueue<>();
        private final UdmabufExporter exporter = new UdmabufExporter(new Budget(VIDEO_MEMORY));
        private final Size size;
        private final VgaScreen screen;
        private final VgaDevice device;
        private final Mapping memory;

        Card(Size size) {
            this.size = size;
            this.screen = new VgaScreen(List.of(new Told(told)), loop::post);
            this.device =
                    new VgaDevice(new VgaOptions(VIDEO_MEMORY, Mode.DEFAULT, exporter), screen);
            Bar framebuffer = device.bars().get(0);
            this.memory =
                    Mapping.of(
                            framebuffer.memory().orElseThrow().fd(),
                            0,
                            VIDEO_MEMORY,
                            Mapping.Access.READ_WRITE);
            onDevice(() -> {
                write(XRES, size.width());
                write(YRES, size.height());
                write(BPP, 32);
                write(ENABLE, 0x41);
            });
        }

        private void onDevice(Runnable task) {
            CompletableFuture.runAsync(task, loop::post).join();
        }

        private void write(long register, int value) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[Short.BYTES]);
            bytes.set(LE16, 0, (short) value);
            device.bars().get(2).write(register, bytes);
        }

        void measure(String what, Drawing drawing, boolean changes) throws InterruptedException {
            run(drawing, changes, WARM_UP_NANOS, new double[0]);
            long cpu = watchNanos();
            ScreenStats before = stats();
            long begin = System.nanoTime();
            double[] latencies = new double[(int) (NANOS / CHANGE_NANOS) + 1];
            int count = run(drawing, changes, NANOS, latencies);
            double seconds = (System.nanoTime() - begin) / 1e9;
            cpu = watchNanos() - cpu;
            ScreenStats after = stats();
            double screens =
                    (double) (after.count("rowsCompared") - before.count("rowsCompared"))
                            / size.height();
            System.out.printf(
                    "%-10s %-7s %10.2f %14.1f %12.1f %12.1f %14s%n",
                    size,
                    what,
                    cpu / 1e7 / seconds,
                    cpu / 1e3 / screens,
                    screens / seconds,
                    (after.count("bytesCopied") - before.count("bytesCopied")) / 1e6 / seconds,
                    count == 0 ? "-" : Quartiles.of(Arrays.copyOf(latencies, count)));
        }

        /// @return how many changes were seen
        private int run(Drawing drawing, boolean changes, long nanos, double[] latencies)
                throws InterruptedException {
            MemorySegment pixels = memory.segment().asSlice(0, 4L * size.width() * size.height());
            long end = System.nanoTime() + nanos;
            int round = 0;
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                if (changes) {
                    drawing.draw(pixels, round + 1);
                    Long at = told.poll(10, TimeUnit.SECONDS);
                    if (at != null && round < latencies.length) {
                        latencies[round++] = (at - begin) / 1e6;
                    } else {
                        round++;
                    }
                }
                LockSupport.parkNanos(begin + CHANGE_NANOS - System.nanoTime());
            }
            return Math.min(round, latencies.length);
        }

        /// How long register writes take that flip the page, while the watch is busy with the one
        /// before.
        void measureRegisters() {
            double[] micros = new double[2000];
            onDevice(() -> {
                for (int i = 0; i < 2 * micros.length; i++) {
                    long begin = System.nanoTime();
                    write(X_OFFSET, i % 2);
                    if (i >= micros.length) {
                        micros[i - micros.length] = (System.nanoTime() - begin) / 1e3;
                    }
                }
            });
            System.out.printf(
                    "%-10s a register write that flips takes %s us%n", size, Quartiles.of(micros));
        }

        private ScreenStats stats() {
            return CompletableFuture.supplyAsync(screen::stats, loop::post).join();
        }

        private static long watchNanos() {
            var threads = ManagementFactory.getThreadMXBean();
            for (long id : threads.getAllThreadIds()) {
                var info = threads.getThreadInfo(id);
                if (info != null && info.getThreadName().equals("zeropane-vga-watch")) {
                    return threads.getThreadCpuTime(id);
                }
            }
            throw new IllegalStateException("nothing is watched");
        }

        @Override
        public void close() {
            onDevice(() -> {
                device.close();
                screen.close();
            });
            memory.close();
            loop.stop();
            ThreadEnd.await(thread);
            loop.close();
            exporter.close();
        }
    }

    /// A display that says when it is told, to who waits for that.
    private record Told(SynchronousQueue<Long> told) implements Display, Surface {
        @Override
        public Surface open(int scanout) {
            return this;
        }

        @Override
        public String name() {
            return "bench";
        }

        @Override
        public void damage(Rect rect) {
            boolean _ = told.offer(System.nanoTime());
        }

        @Override
        public void show(Frame frame) {}

        @Override
        public void off() {}

        @Override
        public void cursor(Cursor cursor) {}

        @Override
        public void moveCursor(int x, int y) {}

        @Override
        public SurfaceStats stats() {
            return SurfaceStats.NONE;
        }

        @Override
        public void close() {}
    }
}
