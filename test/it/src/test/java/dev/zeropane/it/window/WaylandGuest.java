// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// A guest that flips between pictures, and the `zeropane gpu --display wayland` that shows them in
/// a compositor of the test's. Memfds stand in for dma-bufs.
final class WaylandGuest implements AutoCloseable {
    /// How long a person would wait, on a machine that is busy.
    static final Duration LIMIT = Duration.ofMinutes(1);

    /// The longest that a command may take: what waits for a compositor that stalls would wait for
    /// as long as that does.
    private static final Duration PROMPT = Duration.ofSeconds(20);

    private static final Duration TO_SETTLE = Duration.ofSeconds(30);
    private static final Duration TO_END = Duration.ofSeconds(30);
    private static final long RAM = 64L << 20;
    static final int WIDTH = 320;
    static final int HEIGHT = 240;
    private static final Rect STAMP = new Rect(8, 8, 16, 16);

    private final TestCompositor compositor;
    private final StandInServer server;
    private final int linesAtStart;
    private final Vmm vmm;
    private final GpuDriver driver;
    private final List<Framebuffer> buffers = new ArrayList<>();
    private int nextId = 1;
    private int flips;

    /// Starts the process, and shows the first picture.
    ///
    /// @param pictures how many the guest flips between
    /// @param arguments of `zeropane gpu`, beside its own
    WaylandGuest(Path directory, TestCompositor compositor, int pictures, String... arguments) {
        this.compositor = compositor;
        List<String> all = new ArrayList<>(List.of("--display", "wayland"));
        all.addAll(List.of(arguments));
        server =
                new StandInServer(
                        directory,
                        Map.of("WAYLAND_DISPLAY", compositor.socket().toString()),
                        all.toArray(String[]::new));
        try {
            vmm = Vmm.connect(server.socket(), VmmOptions.defaults().withRamSize(RAM));
            driver = new GpuDriver(vmm);
            driver.timeout(PROMPT);
            for (int i = 0; i < pictures; i++) {
                buffers.add(drawing(WIDTH, HEIGHT));
            }
            flip();
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
        linesAtStart = lines().size();
    }

    StandInServer server() {
        return server;
    }

    Vmm vmm() {
        return vmm;
    }

    GpuDriver driver() {
        return driver;
    }

    ControlStats stats() {
        return ControlStats.of(server.process().pid());
    }

    ProcessUsage usage() {
        return ProcessUsage.of(server.process().pid());
    }

    JvmMemory memory() {
        return JvmMemory.of(server.process().pid());
    }

    /// A framebuffer with a picture in it that no mistake leaves the same.
    Framebuffer drawing(int width, int height) {
        int id = nextId++;
        Framebuffer made =
                Framebuffer.create(
                        driver,
                        vmm.ram(),
                        id,
                        VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                        width,
                        height,
                        false);
        Random random = new Random(id);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                made.setPixel(x, y, random.nextInt());
            }
        }
        return made;
    }

    /// Takes a framebuffer's memory back.
    void release(Framebuffer gone) {
        GpuDriver.expectOk(driver.unref(gone.resourceId()), "unref");
        gone.entries().forEach(entry -> vmm.ram().free(entry.gpa(), entry.length()));
    }

    /// Takes back the memory of all framebuffers.
    void releaseAll() {
        buffers.forEach(this::release);
        buffers.clear();
    }

    /// Shows the next picture, which differs from what was ever in its buffer.
    void flip() {
        Framebuffer next = buffers.get(++flips % buffers.size());
        next.fill(STAMP, flips * 0x9e3779b1);
        show(next, 0, next.bounds());
    }

    /// Flips, and every command is answered at once.
    void flip(int times) {
        for (int i = 0; i < times; i++) {
            flip();
        }
    }

    /// Shows a part of a picture on a screen.
    void show(Framebuffer buffer, int scanout, Rect part) {
        GpuDriver.expectOk(
                driver.setScanout(scanout, buffer.resourceId(), part), "setScanout " + part);
        driver.transferAndFlush(buffer.resourceId(), part, buffer.offset(part));
    }

    static Picture picture(Framebuffer buffer, Rect part) {
        int[] pixels = new int[part.width() * part.height()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = buffer.getPixel(part.x() + i % part.width(), part.y() + i / part.width());
        }
        return new Picture(part.width(), part.height(), pixels);
    }

    /// Waits until the window shows the picture that the guest drew last.
    void awaitLatest() {
        Framebuffer latest = buffers.get(flips % buffers.size());
        awaitShown(picture(latest, latest.bounds()));
    }

    /// Waits until a window shows a picture in its middle, and black around it.
    void awaitShown(Picture expected) {
        Await.untilTrue(
                () ->
                        expected
                                + " in one of "
                                + compositor.windows().stream()
                                        .filter(Window::isMapped)
                                        .map(Window::picture)
                                        .toList()
                                + ", "
                                + compositor.counts()
                                + "\n"
                                + server.process().err().text(),
                LIMIT,
                () -> compositor.windows().stream().anyMatch(it -> shows(it, expected)));
    }

    private static boolean shows(Window window, Picture expected) {
        if (!window.isMapped()) {
            return false;
        }
        Picture seen = window.picture();
        int x = (seen.width() - expected.width()) / 2;
        int y = (seen.height() - expected.height()) / 2;
        return x >= 0
                && y >= 0
                && seen.crop(x, y, expected.width(), expected.height()).equals(expected);
    }

    private List<String> lines() {
        return Zeropane.messages(server.process());
    }

    /// The lines that the process has printed since the first picture.
    List<String> said() {
        return lines().subList(linesAtStart, lines().size());
    }

    /// Waits until the process prints another line with a text in it.
    ///
    /// @param before how many lines it had said
    void awaitSays(String part, int before) {
        server.process().err().await(part, linesAtStart + before, LIMIT);
    }

    /// Asserts that the process has as many descriptors as before, once everything has settled.
    void assertDescriptors(int expected) {
        Await.untilTrue(
                () -> expected + " descriptors, there are\n" + String.join("\n", descriptors()),
                TO_SETTLE,
                () -> descriptors().size() <= expected);
    }

    private List<String> descriptors() {
        Path all = Path.of("/proc", Long.toString(server.process().pid()), "fd");
        try (Stream<Path> links = Files.list(all)) {
            return links.map(WaylandGuest::target).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    /// Ends the process as a person does, and asserts that it ends at once, with status 0.
    void end() {
        server.process().signal("TERM");
        assertEquals(0, server.process().awaitExit(TO_END), () -> server.process().err().text());
    }

    @Override
    public void close() {
        vmm.close();
        server.close();
    }
}
