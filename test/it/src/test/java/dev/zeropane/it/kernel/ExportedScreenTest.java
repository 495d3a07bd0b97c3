// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnGpu;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.vhostuser.ScreenPicture;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real dma-bufs: the device is a process of its own, this one is the VMM and whoever watches.
@Tag("kernel")
@Tag("newest-kernel")
final class ExportedScreenTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// Small, as a loop over pixels takes a while here.
    private static final int WIDTH = 320;

    private static final int HEIGHT = 240;
    private static final long BYTES = 4L * WIDTH * HEIGHT;
    private static final String PAGES = BYTES / GuestRam.PAGE + " pages";
    private static final long SECRET = 0x5ec2e75ec2e75ec2L;
    private static final int CHANGE = 0x00a5c3;
    private static final Path LIST_LIMIT = Path.of("/sys/module/udmabuf/parameters/list_limit");
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir private static Path directory;

    private static DrawnGpu gpu;

    private VmmScreen screen;
    private long copiedBefore;

    /// One for all: a JVM takes long to start here.
    @BeforeAll
    static void startDevice() {
        gpu = new DrawnGpu(directory, "vm.gpu", "--display=vmm,dmabuf");
        gpu.vmm().close();
    }

    @AfterAll
    static void endDevice() {
        if (gpu != null) {
            gpu.close();
        }
    }

    /// Another virtual machine, with a user interface.
    @BeforeEach
    void connect() {
        gpu.connect();
        screen = new VmmScreen(gpu.vmm().gpuSocket().orElseThrow());
        gpu.driver().meanwhile(screen::poll);
        copiedBefore = stats().bytesCopied();
    }

    @AfterEach
    void nothingIsLeft() {
        screen.close();
        gpu.vmm().close();
        awaitDmaBufs(0);
        assertEquals(0, DmaBufs.of(ProcessHandle.current().pid()));
        assertEquals(0, stats().pinned());
    }

    private static void awaitDmaBufs(long count) {
        Await.untilTrue(
                () -> DmaBufs.of(gpu.pid()) + " dma-bufs in the device, not " + count,
                LIMIT,
                () -> DmaBufs.of(gpu.pid()) == count);
    }

    private static ControlStats stats() {
        return ControlStats.of(gpu.pid());
    }

    private DrawnGpu.Drawing shown() {
        return shown(WIDTH, HEIGHT);
    }

    private DrawnGpu.Drawing shown(int width, int height) {
        DrawnGpu.Drawing drawing = gpu.drawing(width, height);
        gpu.show(drawing, drawing.bounds());
        awaitShown(drawing);
        return drawing;
    }

    private void awaitShown(DrawnGpu.Drawing drawing) {
        Picture expected = drawing.picture(drawing.bounds());
        screen.await("the picture", LIMIT, () -> picture().filter(expected::equals).isPresent());
        // Until the device knows that all it gave was shown.
        screen.await("nothing to wait", LIMIT, () -> stats().isSettled("vmm"));
    }

    private Optional<Picture> picture() {
        return screen.picture(0).map(ExportedScreenTest::copy);
    }

    private static Picture copy(ScreenPicture seen) {
        int[] pixels = new int[seen.width() * seen.height()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = seen.pixel(i % seen.width(), i / seen.width());
        }
        return new Picture(seen.width(), seen.height(), pixels);
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
        DrawnGpu.Drawing drawing = shown();
        assertEquals(BYTES, screen.dmaBuf(0).orElseThrow().size());
        // Ours: open and mapped. The device's: open.
        assertEquals(2, DmaBufs.of(ProcessHandle.current().pid()));
        assertEquals(1, DmaBufs.of(gpu.pid()));
        int messages = screen.messages().size();
        redraw(drawing.framebuffer());
        Picture expected = drawing.picture(drawing.bounds());
        Picture seen = picture().orElseThrow();
        assertEquals(expected, seen, new PictureDifference(seen, expected)::toString);
        assertFalse(screen.poll());
        assertEquals(messages, screen.messages().size());
        assertEquals("exported", stats().dmaBuf());
        assertEquals(BYTES, stats().pinned());
        assertEquals(copiedBefore, stats().bytesCopied());
        stats().assertAddsUp();
    }

    @Test
    void flips_exportEachBufferOnce_andCopyNothing() {
        DrawnGpu.Drawing front = shown();
        DrawnGpu.Drawing back = shown();
        for (int i = 0; i < 20; i++) {
            DrawnGpu.Drawing next = i % 2 == 0 ? front : back;
            gpu.show(next, next.bounds());
            awaitShown(next);
        }
        assertEquals(2 * BYTES, stats().pinned());
        assertEquals(2, DmaBufs.of(gpu.pid()));
        assertEquals(22, screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        assertEquals(copiedBefore, stats().bytesCopied());
    }

    @ParameterizedTest
    @ValueSource(strings = {"detach", "unref", "reset", "VMM gone"})
    void bufferTakenBack_theDeviceLetsGo(String how) {
        DrawnGpu.Drawing drawing = shown();
        Picture expected = drawing.picture(drawing.bounds());
        int id = drawing.framebuffer().resourceId();
        switch (how) {
            case "detach" -> GpuDriver.expectOk(gpu.driver().detachBacking(id), how);
            case "unref" -> GpuDriver.expectOk(gpu.driver().unref(id), how);
            case "reset" -> gpu.vmm().resetDevice();
            default -> {
                screen.close();
                gpu.vmm().close();
            }
        }
        Await.untilTrue(
                () -> DmaBufs.of(gpu.pid()) + " dma-bufs in the device",
                LIMIT,
                () -> {
                    boolean _ = (how.equals("detach") || how.equals("unref")) && screen.poll();
                    return DmaBufs.of(gpu.pid()) == 0;
                });
        assertEquals(0, stats().pinned());
        if (how.equals("detach")) {
            screen.await(
                    "what it showed",
                    LIMIT,
                    () ->
                            screen.dmaBuf(0).isEmpty()
                                    && picture().filter(expected::equals).isPresent());
            assertEquals(0, DmaBufs.of(ProcessHandle.current().pid()));
        }
    }

    @Test
    void watch_isTheFramebuffersPagesAlone() {
        // Not whole pages: 333 * 217 * 4 bytes are 70 of them and a part.
        long pages = Math.ceilDiv(333L * 217 * 4, GuestRam.PAGE);
        secrets(gpu.vmm().ram(), 100);
        DrawnGpu.Drawing drawing = gpu.drawing(333, 217);
        secrets(gpu.vmm().ram(), 400);
        gpu.show(drawing, drawing.bounds());
        try (LiveWatch watch = new LiveWatch(gpu.controlSocket())) {
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
        assertEquals("exported", stats().dmaBuf());
        assertEquals("aliased", stats().screen().get("storage"));
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
        DrawnGpu.Drawing drawing = gpu.drawing(WIDTH, HEIGHT);
        gpu.show(drawing, drawing.bounds());
        try (Program watch =
                Program.start(
                        directory,
                        Map.of(),
                        "python3",
                        consumer.toString(),
                        gpu.controlSocket().toString())) {
            watch.out().await("watching " + WIDTH + "x" + HEIGHT, LIMIT);
            drawing.framebuffer().setPixel(5, 17, 0xff000001);
            drawing.framebuffer().setPixel(5, 17, 0xff000002);
            watch.out().await("rows 17 to 17 changed", LIMIT);
        }
    }

    /// Rows that GPUs do not take: the VMM gets pixels, and a watcher has them exported all the
    /// same. What reads by reference cannot do so from a mapping of a dma-buf.
    @Test
    void pixelsBesideAWatcher_areRight() {
        try (LiveWatch watch = new LiveWatch(gpu.controlSocket())) {
            assertEquals("off", watch.next().get("type"));
            watch.askForNext();
            DrawnGpu.Drawing drawing = shown(666, 400);
            assertEquals("dmabuf", watch.next().get("memory"));
            for (int i = 0; i < 5; i++) {
                redraw(drawing.framebuffer());
                drawing.framebuffer().update(drawing.bounds());
                awaitShown(drawing);
            }
            assertEquals(0, screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
            assertEquals("exported", stats().dmaBuf());
            assertNotEquals(copiedBefore, stats().bytesCopied());
        }
        Await.untilTrue(
                () -> "the watcher to be gone", LIMIT, () -> stats().displays().size() == 1);
        long before = stats().bytesCopied();
        DrawnGpu.Drawing next = shown(666, 401);
        next.framebuffer().update(next.bounds());
        awaitShown(next);
        assertEquals(before, stats().bytesCopied());
    }

    @Test
    void listLimitTooLow_isSaid_andPixelsCome() throws IOException {
        String before = Files.readString(LIST_LIMIT).strip();
        Files.writeString(LIST_LIMIT, "16");
        try {
            DrawnGpu.Drawing drawing = shown();
            assertEquals("too-many-runs", stats().dmaBuf());
            String refusal = (String) stats().screen().get("dmabufRefusal");
            assertTrue(
                    Stream.of("list_limit is 16", "from " + PAGES, "echo 8192")
                            .allMatch(refusal::contains),
                    refusal);
            assertEquals(0, screen.count(VHOST_USER_GPU_DMABUF_SCANOUT2));
            assertEquals(1, screen.count(VHOST_USER_GPU_SCANOUT));
            Files.writeString(LIST_LIMIT, before);
            // The limit is read anew for other pages.
            shown();
            assertEquals("exported", stats().dmaBuf());
            gpu.show(drawing, drawing.bounds());
            awaitShown(drawing);
            assertTrue(screen.dmaBuf(0).isEmpty());
        } finally {
            Files.writeString(LIST_LIMIT, before);
        }
    }

    /// Screens come and go without end. What is left of them is counted after each test.
    @Test
    void storm_endsWithTheRightPicture() {
        Random random = new Random(18);
        for (int i = 0; i < 500; i++) {
            int id = 1 + random.nextInt(4);
            Rect part = new Rect(0, 0, 64, 1 + random.nextInt(50));
            switch (random.nextInt(7)) {
                case 0 -> gpu.driver().unref(id);
                case 1 -> gpu.driver().create2d(id, DrawnGpu.FORMAT, 64, 50);
                case 2 ->
                        gpu.driver()
                                .attachBacking(
                                        id,
                                        List.of(
                                                new GpuDriver.Entry(
                                                        4096L * random.nextInt(100), 16384)));
                case 3 -> gpu.driver().detachBacking(id);
                case 4 -> gpu.driver().setScanout(0, 0, new Rect(0, 0, 0, 0));
                case 5 -> gpu.driver().setScanout(0, id, part);
                default -> gpu.driver().flush(id, part);
            }
            screen.holdDmaBufUpdates(random.nextBoolean());
        }
        screen.holdDmaBufUpdates(false);
        shown();
        assertEquals("exported", stats().dmaBuf());
    }
}
