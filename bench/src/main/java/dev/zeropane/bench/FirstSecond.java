// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM;
import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The start of a device, and what its guest waits for in its first second.
///
/// Each process serves one machine, which connects as soon as it can and runs firmware, then a
/// system: each command is sent when the one before was answered, as drivers that poll do it.
public final class FirstSecond {
    private static final int PROCESSES = 9;
    private static final double START_TARGET = 0.3;
    private static final double ANSWER_TARGET_MILLIS = 10;
    private static final Rect CURSOR = new Rect(0, 0, 64, 64);

    private final String launcher;
    private final List<String> options;
    private final Directory directory;
    private final Map<String, double[]> millis = new LinkedHashMap<>();
    private final double[] starts = new double[PROCESSES];
    private int process;

    private FirstSecond(String[] args, Directory directory) {
        launcher = args[0];
        options = Arrays.asList(args).subList(1, args.length);
        this.directory = directory;
    }

    /// @param args the launcher, and `gpu` options to add
    public static void main(String[] args) throws IOException {
        try (Directory directory = Directory.create();
                TestCompositor compositor =
                        TestCompositor.start(directory.path(), new CompositorOptions())) {
            Map<String, String> session = Map.of("WAYLAND_DISPLAY", compositor.socket().toString());
            // The first is for this JVM to load what it needs.
            new FirstSecond(args, directory).run("vmm", session, true, 1);
            for (String display : List.of("vmm", "wayland", "png:" + directory.path())) {
                new FirstSecond(args, directory).run(display, session, true, PROCESSES);
            }
            new FirstSecond(args, directory).run("vmm", session, false, PROCESSES);
        }
    }

    /// @param answers whether the VMM says which sizes it wishes
    private void run(String display, Map<String, String> session, boolean answers, int processes)
            throws IOException {
        for (process = 0; process < processes; process++) {
            start(display, session, answers);
        }
        if (processes == PROCESSES) {
            print(display.replaceAll(":.*", "") + (answers ? "" : ", the VMM says no sizes"));
        }
    }

    private void start(String display, Map<String, String> session, boolean answers)
            throws IOException {
        Path socket = directory.resolve("gpu.sock");
        List<String> command = new ArrayList<>(List.of(launcher, "--quiet", "gpu"));
        command.addAll(List.of("--socket-path", socket.toString(), "--display", display));
        command.addAll(options);
        long before = System.nanoTime();
        try (Program program = Program.start(directory.path(), session, command)) {
            while (!Files.exists(socket)) {
                if (!program.isAlive()) {
                    throw new IllegalStateException(program.err().text());
                }
                LockSupport.parkNanos(500_000);
            }
            starts[process] = (System.nanoTime() - before) / 1e9;
            try (TestVmm vmm = TestVmm.connectOnly(socket, VmmOptions.defaults())) {
                vmm.realize();
                boot(vmm, answers);
            }
        }
        Files.deleteIfExists(socket);
    }

    private void boot(TestVmm vmm, boolean answers) {
        vmm.start();
        VmmScreen screen = new VmmScreen(vmm.gpuSocket().orElseThrow());
        screen.holdDisplayInfo(!answers);
        GpuDriver driver = new GpuDriver(vmm);
        driver.meanwhile(screen::poll);
        system("firmware", vmm, driver, 1, new Rect(0, 0, 800, 600));
        driver.detachBacking(1);
        vmm.resetDevice();
        vmm.start();
        VmmScreen again = new VmmScreen(vmm.gpuSocket().orElseThrow());
        again.holdDisplayInfo(!answers);
        GpuDriver next = new GpuDriver(vmm);
        next.meanwhile(again::poll);
        system("system", vmm, next, 3, new Rect(0, 0, 1280, 800));
    }

    private void system(String name, TestVmm vmm, GpuDriver driver, int id, Rect bounds) {
        time(name + ": GET_DISPLAY_INFO", driver::getDisplayInfo);
        time(name + ": GET_EDID", () -> driver.getEdid(0));
        picture(name + ": ", vmm, driver, id, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, bounds);
        time(name + ": SET_SCANOUT", () -> driver.setScanout(0, id, bounds));
        for (String which : List.of("first ", "second ")) {
            time(name + ": " + which + "TRANSFER", () -> driver.transfer(id, bounds, 0));
            time(name + ": " + which + "FLUSH", () -> driver.flush(id, bounds));
        }
        Rect part = new Rect(16, 16, 8, 16);
        time(
                name + ": TRANSFER of a part",
                () -> driver.transfer(id, part, 4L * (16L * bounds.width() + 16)));
        time(name + ": FLUSH of a part", () -> driver.flush(id, part));
        int cursor = id + 1;
        picture(name + ": cursor ", vmm, driver, cursor, VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, CURSOR);
        time(name + ": cursor TRANSFER", () -> driver.transfer(cursor, CURSOR, 0));
        time(name + ": UPDATE_CURSOR", () -> driver.updateCursor(0, 1, 1, cursor, 0, 0));
        time(name + ": MOVE_CURSOR", () -> driver.moveCursor(0, 2, 2, cursor));
    }

    private void picture(
            String name, TestVmm vmm, GpuDriver driver, int id, int format, Rect bounds) {
        int bytes = 4 * bounds.width() * bounds.height();
        long at = vmm.ram().allocate(bytes);
        List<Entry> entries = List.of(new Entry(at, bytes));
        time(
                name + "CREATE_2D",
                () -> driver.create2d(id, format, bounds.width(), bounds.height()));
        time(name + "ATTACH_BACKING", () -> driver.attachBacking(id, entries));
    }

    private void time(String name, Runnable command) {
        long before = System.nanoTime();
        command.run();
        millis.computeIfAbsent(name, _ -> new double[PROCESSES])[process] =
                (System.nanoTime() - before) / 1e6;
    }

    private void print(String display) {
        System.out.printf("%n--display %s, %d processes%n", display, PROCESSES);
        System.out.printf("%-36s %9s %9s%n", "", "median", "worst");
        line("start until it listens, s", starts, START_TARGET, Median::of);
        millis.forEach((name, some) ->
                line(name + ", ms", some, ANSWER_TARGET_MILLIS, FirstSecond::worst));
    }

    /// What the target is held against.
    private interface Measure {
        double of(double... values);
    }

    private static void line(String name, double[] values, double target, Measure measure) {
        System.out.printf(
                "%-36s %9.3f %9.3f%s%n",
                name,
                Median.of(values),
                worst(values),
                measure.of(values) <= target ? "" : "  MISSED: " + target);
    }

    private static double worst(double... values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
