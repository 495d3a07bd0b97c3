// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBufMapping;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.ToLongFunction;

/// What a dma-buf of a frame's pages costs through the library, compared with a C program that
/// makes the same dma-bufs and checks nothing.
///
/// The two take turns, in one boot and on the same pages of one memfd, and either counts the
/// processor time of its own thread: the JVM, too, asks `CLOCK_THREAD_CPUTIME_ID`, in nanoseconds.
/// Collecting the garbage that creating leaves is another thread's, and not counted.
public final class UdmabufCost {
    private static final int PAIRS = 30;

    /// A method is compiled for good after some thousands of calls, whatever the size, and all are
    /// before anything is measured.
    private static final int SMALL_PAGES = 48;

    private static final int SMALL_WARM_UP = 10_000;
    private static final int WARM_UP = 100;

    /// For caches, and the C program.
    private static final int SHAPE_WARM_UP = 10;

    /// @param run pages side by side
    private record Shape(Size size, int run) {
        int pages() {
            return Math.toIntExact(4L * size.width() * size.height() / Mapping.PAGE_SIZE);
        }

        /// As the C program scatters them.
        Runs of(MemoryFile memory) {
            return scatter(memory, pages(), run);
        }

        @Override
        public String toString() {
            int runs = Math.ceilDiv(pages(), run);
            return "%-10s %5d %s".formatted(size, runs, runs == 1 ? "run " : "runs");
        }
    }

    private final Udmabuf device;
    private final CProgram program;
    private final MemoryFile memory;
    private final Budget budget = new Budget(Long.MAX_VALUE);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private double largest;

    private UdmabufCost(Udmabuf device, CProgram program, MemoryFile memory) {
        this.device = device;
        this.program = program;
        this.memory = memory;
    }

    /// @param args the C program's file
    public static void main(String[] args) throws IOException {
        List<Shape> shapes =
                List.of(new Size(1920, 1080), new Size(3840, 2160)).stream()
                        .flatMap(s ->
                                List.of(1, 16, s.width() * s.height() / 1024).stream()
                                        .map(run -> new Shape(s, run)))
                        .toList();
        int pages = shapes.stream().mapToInt(s -> 2 * (s.pages() + s.run())).max().orElseThrow();
        try (Udmabuf device = Udmabuf.open();
                CProgram program = CProgram.start(args[0], pages);
                MemoryFile memory =
                        new MemoryFile(Fd.open(program.memory(), Mapping.Access.READ_WRITE))) {
            UdmabufCost cost = new UdmabufCost(device, program, memory);
            cost.warmUp(shapes);
            System.out.printf(
                    "%-21s %-8s %19s %19s %18s%n", "frame", "part", "C ms", "Java ms", "Java/C");
            for (Shape shape : shapes) {
                cost.compare(shape);
            }
            System.out.printf("Java/C of create: at most %.2f%n", cost.largest);
        }
    }

    private static Runs scatter(MemoryFile memory, int pages, int run) {
        Runs.Builder runs = new Runs.Builder();
        int count = Math.ceilDiv(pages, run);
        for (int i = 0; i < count; i++) {
            runs.add(
                    memory,
                    2L * (count - 1 - i) * run * Mapping.PAGE_SIZE,
                    Math.min(run, pages - i * run) * Mapping.PAGE_SIZE);
        }
        return runs.build();
    }

    private void warmUp(List<Shape> shapes) {
        Runs scattered = scatter(memory, SMALL_PAGES, 1);
        Runs single = scatter(memory, SMALL_PAGES, SMALL_PAGES);
        for (int i = 0; i < SMALL_WARM_UP; i++) {
            measure(i % 2 == 0 ? scattered : single);
        }
        for (Shape shape : shapes) {
            Runs runs = shape.of(memory);
            for (int i = 0; i < WARM_UP; i++) {
                measure(runs);
            }
        }
    }

    private void compare(Shape shape) throws IOException {
        Runs runs = shape.of(memory);
        for (int i = 0; i < SHAPE_WARM_UP; i++) {
            measure(runs);
            program.measure(shape.pages(), shape.run());
        }
        DmaBufCost[] c = new DmaBufCost[PAIRS];
        DmaBufCost[] java = new DmaBufCost[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            boolean javaFirst = i % 2 == 0;
            if (javaFirst) {
                java[i] = measure(runs);
            }
            c[i] = program.measure(shape.pages(), shape.run());
            if (!javaFirst) {
                java[i] = measure(runs);
            }
        }
        largest = Math.max(largest, print(shape, "create", c, java, DmaBufCost::create));
        print(shape, "map", c, java, DmaBufCost::map);
        print(shape, "teardown", c, java, DmaBufCost::teardown);
    }

    private DmaBufCost measure(Runs runs) {
        long start = threads.getCurrentThreadCpuTime();
        DmaBuf buffer = device.create(runs, budget);
        long created = threads.getCurrentThreadCpuTime();
        DmaBufMapping mapping = buffer.map(Mapping.Access.READ_WRITE);
        boolean whole = touch(mapping.segment()) == runs.size() / Mapping.PAGE_SIZE;
        long mapped = threads.getCurrentThreadCpuTime();
        mapping.close();
        buffer.close();
        long end = threads.getCurrentThreadCpuTime();
        if (!whole) {
            throw new IllegalStateException("not the pages that the C program filled with 1");
        }
        return new DmaBufCost(created - start, mapped - created, end - mapped);
    }

    private static int touch(MemorySegment bytes) {
        int sum = 0;
        for (long at = 0; at < bytes.byteSize(); at += Mapping.PAGE_SIZE) {
            sum += bytes.get(ValueLayout.JAVA_BYTE, at);
        }
        return sum;
    }

    /// @return the median ratio
    private static double print(
            Shape shape,
            String part,
            DmaBufCost[] c,
            DmaBufCost[] java,
            ToLongFunction<DmaBufCost> nanos) {
        double[] cMillis = new double[PAIRS];
        double[] javaMillis = new double[PAIRS];
        double[] ratios = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            cMillis[i] = nanos.applyAsLong(c[i]) / 1e6;
            javaMillis[i] = nanos.applyAsLong(java[i]) / 1e6;
            ratios[i] = javaMillis[i] / cMillis[i];
        }
        Quartiles ratio = Quartiles.of(ratios);
        System.out.printf(
                "%-21s %-8s %19s %19s %18s%n",
                shape, part, Quartiles.of(cMillis), Quartiles.of(javaMillis), ratio);
        return ratio.median();
    }
}
