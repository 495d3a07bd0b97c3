package dev.zeropane.it;

import static dev.zeropane.frontend.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.frontend.Framebuffer;
import dev.zeropane.frontend.GpuDriver;
import dev.zeropane.frontend.GuestRam;
import dev.zeropane.frontend.ScreenPicture;
import dev.zeropane.frontend.VmmScreen;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real dma-bufs: the device is a process of its own, this one is the VMM and whoever watches.
@Tag("kernel")
final class ExportedScreenTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final long BYTES = 4L * WIDTH * HEIGHT;
    private static final long SECRET = 0x5ec2e75ec2e75ec2L;
    private static final int CHANGE = 0x00a5c3;
    private static final Path LIST_LIMIT = Path.of("/sys/module/udmabuf/parameters/list_limit");
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir private Path directory;

    /// The device, and the VMM's user interface that it shows on.
    private final class Rig implements AutoCloseable {
        final DrawnGpu gpu;
        final VmmScreen screen;

        Rig(String display) {
            gpu = new DrawnGpu(directory, "vm.gpu", "--display=" + display);
            screen = new VmmScreen(gpu.vmm().gpuSocket().orElseThrow());
            gpu.driver().meanwhile(screen::poll);
        }

        ControlStats stats() {
            return ControlStats.of(gpu.pid());
        }

        DrawnGpu.Drawing shown() {
            DrawnGpu.Drawing drawing = gpu.drawing(WIDTH, HEIGHT);
            gpu.show(drawing, drawing.bounds());
            awaitShown(drawing);
            return drawing;
        }

        void awaitShown(DrawnGpu.Drawing drawing) {
            Picture expected = drawing.picture(drawing.bounds());
            screen.await(
                    "the picture", LIMIT, () -> picture().filter(expected::equals).isPresent());
            settle();
        }

        Optional<Picture> picture() {
            return screen.picture(0).map(ExportedScreenTest::copy);
        }

        /// Until everything given has been shown, and the device knows.
        void settle() {
            screen.await("nothing to wait", LIMIT, () -> stats().isSettled());
        }

        @Override
        public void close() {
            screen.close();
            gpu.close();
        }
    }

    private static Picture copy(ScreenPicture seen) {
        int[] pixels = new int[seen.width() * seen.height()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = seen.pixel(i % seen.width(), i / seen.width());
        }
        return new Picture(seen.width(), seen.height(), pixels);
    }

    /// Dma-bufs that a process has open or mapped.
    private static long dmaBufs(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> fds = Files.list(proc.resolve("fd"));
                Stream<String> maps = Files.lines(proc.resolve("maps"))) {
            return fds.filter(ExportedScreenTest::isDmaBuf).count()
                    + maps.filter(line -> line.contains("/dmabuf")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDmaBuf(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().contains("/dmabuf");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /// Draws everything anew and tells nobody.
    private static void redraw(Framebuffer fb) {
        for (int y = 0; y < fb.height(); y++) {
            for (int x = 0; x < fb.width(); x++) {
                fb.setPixel(x, y, fb.getPixel(x, y) ^ CHANGE);
            }
        }
    }

    @Test
    void vmm_seesTheGuestDraw_withoutAnyMessage() {
        try (Rig rig = new Rig("vmm,dmabuf")) {
            DrawnGpu.Drawing drawing = rig.shown();
            assertEquals(BYTES, rig.screen.dmaBuf(0).orElseThrow().size());
            // Ours: open and mapped. The device's: open.
            assertEquals(2, dmaBufs(ProcessHandle.current().pid()));
            assertEquals(1, dmaBufs(rig.gpu.pid()));
            int messages = rig.screen.messages().size();
            redraw(drawing.framebuffer());
            Picture expected = drawing.picture(drawing.bounds());
            Picture seen = rig.picture().orElseThrow();
            assertEquals(expected, seen, new PictureDifference(seen, expected)::toString);
            assertFalse(rig.screen.poll());
            assertEquals(messages, rig.screen.messages().size());
            assertEquals("exported", rig.stats().dmaBuf());
            assertEquals(BYTES, rig.stats().pinned());
            rig.stats().assertNothingCopied();
            rig.stats().assertAddsUp();
        }
    }

    @Test
    void flips_exportEachBufferOnce_andCopyNothing() {
        try (Rig rig = new Rig("vmm,dmabuf")) {
            DrawnGpu.Drawing front = rig.shown();
            DrawnGpu.Drawing back = rig.shown();
            for (int i = 0; i < 20; i++) {
                DrawnGpu.Drawing next = i % 2 == 0 ? front : back;
                rig.gpu.show(next, next.bounds());
                rig.awaitShown(next);
            }
            assertEquals(2 * BYTES, rig.stats().pinned());
            assertEquals(2, dmaBufs(rig.gpu.pid()));
            assertEquals(22, rig.screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
            rig.stats().assertNothingCopied();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"detach", "unref", "reset", "VMM gone"})
    void bufferTakenBack_theDeviceLetsGo(String how) {
        try (Rig rig = new Rig("vmm,dmabuf")) {
            DrawnGpu.Drawing drawing = rig.shown();
            Picture expected = drawing.picture(drawing.bounds());
            int id = drawing.framebuffer().resourceId();
            switch (how) {
                case "detach" -> GpuDriver.expectOk(rig.gpu.driver().detachBacking(id), how);
                case "unref" -> GpuDriver.expectOk(rig.gpu.driver().unref(id), how);
                case "reset" -> rig.gpu.vmm().resetDevice();
                default -> {
                    rig.screen.close();
                    rig.gpu.vmm().close();
                }
            }
            Await.untilTrue(
                    () -> dmaBufs(rig.gpu.pid()) + " dma-bufs in the device",
                    LIMIT,
                    () -> {
                        boolean _ = !how.equals("VMM gone") && rig.screen.poll();
                        return dmaBufs(rig.gpu.pid()) == 0;
                    });
            assertEquals(0, rig.stats().pinned());
            if (how.equals("detach")) {
                rig.screen.await(
                        "what it showed",
                        LIMIT,
                        () ->
                                rig.screen.dmaBuf(0).isEmpty()
                                        && rig.picture().filter(expected::equals).isPresent());
                assertEquals(0, dmaBufs(ProcessHandle.current().pid()));
            }
        }
    }

    @Test
    void watch_isTheFramebuffersPagesAlone() {
        try (Rig rig = new Rig("none")) {
            // Not whole pages: 333 * 217 * 4 bytes are 70 of them and a part.
            long pages = Math.ceilDiv(333L * 217 * 4, GuestRam.PAGE);
            secrets(rig.gpu.vmm().ram(), 100);
            DrawnGpu.Drawing drawing = rig.gpu.drawing(333, 217);
            secrets(rig.gpu.vmm().ram(), 400);
            rig.gpu.show(drawing, drawing.bounds());
            try (LiveWatch watch = new LiveWatch(rig.gpu.controlSocket())) {
                Map<String, Object> message = watch.next();
                assertEquals("dmabuf", message.get("memory"));
                assertEquals(333 * 4, message.get("stride"));
                assertEquals(0, message.get("offset"));
                assertEquals(pages * GuestRam.PAGE, ((Number) message.get("size")).longValue());
                assertEquals(pages * GuestRam.PAGE, watch.fd().size());
                assertThrows(
                        LinuxException.class,
                        () ->
                                Mapping.of(
                                        watch.fd(),
                                        0,
                                        (pages + 1) * GuestRam.PAGE,
                                        Mapping.Access.READ));
                try (Mapping mapping =
                        Mapping.of(watch.fd(), 0, watch.fd().size(), Mapping.Access.READ)) {
                    assertEquals(picture(drawing), picture(mapping.segment(), message));
                    assertEquals(0, secretsIn(mapping.segment()));
                    redraw(drawing.framebuffer());
                    assertEquals(picture(drawing), picture(mapping.segment(), message));
                }
                assertFalse(watch.hasSomething());
            }
            assertEquals("exported", rig.stats().dmaBuf());
            rig.stats().assertAliased();
            // Nobody looks any more: nothing is kept for them.
            Await.untilTrue(
                    () -> dmaBufs(rig.gpu.pid()) + " dma-bufs",
                    LIMIT,
                    () -> dmaBufs(rig.gpu.pid()) == 0);
            assertEquals(0, rig.stats().pinned());
        }
    }

    private static void secrets(GuestRam ram, int pages) {
        for (long page : ram.allocateScattered(pages, pages)) {
            MemorySegment memory = ram.at(page, GuestRam.PAGE);
            for (long at = 0; at < GuestRam.PAGE; at += Long.BYTES) {
                memory.set(ValueLayout.JAVA_LONG, at, SECRET);
            }
        }
    }

    private static long secretsIn(MemorySegment memory) {
        long found = 0;
        for (long at = 0; at < memory.byteSize(); at += Long.BYTES) {
            if (memory.get(ValueLayout.JAVA_LONG, at) == SECRET) {
                found++;
            }
        }
        return found;
    }

    private static Picture picture(DrawnGpu.Drawing drawing) {
        return drawing.picture(drawing.bounds());
    }

    private static Picture picture(MemorySegment memory, Map<String, Object> message) {
        int width = ((Number) message.get("width")).intValue();
        int height = ((Number) message.get("height")).intValue();
        long offset = ((Number) message.get("offset")).longValue();
        long stride = ((Number) message.get("stride")).longValue();
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = memory.get(LE32, offset + i / width * stride + 4L * (i % width));
        }
        return new Picture(width, height, pixels);
    }

    /// The consumer that the documentation shows, as it stands there.
    @Test
    void consumerOfTheDocumentation_seesTheGuestDraw() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3");
        Path consumer = Zeropane.root().resolve("docs/watch-live.py");
        try (Rig rig = new Rig("none")) {
            DrawnGpu.Drawing drawing = rig.gpu.drawing(WIDTH, HEIGHT);
            rig.gpu.show(drawing, drawing.bounds());
            try (Program watch =
                    Program.start(
                            directory,
                            Map.of(),
                            "python3",
                            consumer.toString(),
                            rig.gpu.controlSocket().toString())) {
                watch.out().await("watching 640x480", LIMIT);
                drawing.framebuffer().setPixel(5, 17, 0xff000001);
                drawing.framebuffer().setPixel(5, 17, 0xff000002);
                watch.out().await("rows 17 to 17 changed", LIMIT);
            }
        }
    }

    /// What reads by reference cannot do so from a mapping of a dma-buf.
    @Test
    void pixelsBesideAWatcher_areRight() {
        try (Rig rig = new Rig("vmm")) {
            try (LiveWatch watch = new LiveWatch(rig.gpu.controlSocket())) {
                assertEquals("off", watch.next().get("type"));
                watch.askForNext();
                DrawnGpu.Drawing drawing = rig.shown();
                assertEquals("dmabuf", watch.next().get("memory"));
                for (int i = 0; i < 5; i++) {
                    redraw(drawing.framebuffer());
                    drawing.framebuffer().update(drawing.bounds());
                    rig.awaitShown(drawing);
                }
                assertEquals(0, rig.screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
                assertEquals("exported", rig.stats().dmaBuf());
                rig.stats().assertAliased();
                long copied = ControlStats.number(rig.stats().displays().getFirst(), "bytesCopied");
                assertNotEquals(0, copied);
            }
            // Other buffers again go by reference.
            DrawnGpu.Drawing next = rig.shown();
            long before = ControlStats.number(rig.stats().displays().getFirst(), "bytesCopied");
            next.framebuffer().update(next.bounds());
            rig.awaitShown(next);
            assertEquals(
                    before, ControlStats.number(rig.stats().displays().getFirst(), "bytesCopied"));
        }
    }

    @Test
    void listLimitTooLow_isSaid_andPixelsCome() throws IOException {
        String before = Files.readString(LIST_LIMIT).strip();
        Files.writeString(LIST_LIMIT, "16");
        try (Rig rig = new Rig("vmm,dmabuf")) {
            DrawnGpu.Drawing drawing = rig.shown();
            assertEquals("too-many-runs", rig.stats().dmaBuf());
            String refusal = (String) rig.stats().screen().get("dmabufRefusal");
            assertTrue(
                    Stream.of("list_limit is 16", "from 300 pages", "echo 8192")
                            .allMatch(refusal::contains),
                    refusal);
            assertEquals(0, rig.screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
            assertEquals(1, rig.screen.count(VHOST_USER_GPU_SCANOUT));
            Files.writeString(LIST_LIMIT, before);
            // The limit is read anew for other pages.
            rig.shown();
            assertEquals("exported", rig.stats().dmaBuf());
            rig.gpu.show(drawing, drawing.bounds());
            rig.awaitShown(drawing);
            assertTrue(rig.screen.dmaBuf(0).isEmpty());
        } finally {
            Files.writeString(LIST_LIMIT, before);
        }
    }
}
