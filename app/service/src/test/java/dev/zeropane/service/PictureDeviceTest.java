// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.control.ControlClient;
import dev.zeropane.control.ControlServer;
import dev.zeropane.control.Fields;
import dev.zeropane.display.Display;
import dev.zeropane.display.ExportedPages;
import dev.zeropane.display.Frame;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Screen;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.png.PngDisplay;
import dev.zeropane.display.vmm.VmmDisplay;
import dev.zeropane.display.wayland.WaylandDisplay;
import dev.zeropane.display.wayland.WaylandOptions;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDevice;
import dev.zeropane.testkit.vhostuser.VmmScreen;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What devices share: one that has nothing but a picture is shown by every display, exported,
/// counted, and watched.
@Timeout(120)
final class PictureDeviceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;

    @TempDir private Path directory;

    private final CloseStack open = new CloseStack();
    private final DeviceThread thread = new DeviceThread("picture");
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private TestCompositor compositor;
    private VmmScreen vmm;
    private Mapping pixels;
    private PictureDevice device;
    private ControlServer control;

    @BeforeEach
    void start() {
        open.add(thread::close);
        MemoryFile file =
                open.open(
                        () -> MemoryFile.create("picture", 4L * WIDTH * HEIGHT), MemoryFile::close);
        pixels = open.open(() -> file.map(Mapping.Access.READ_WRITE), Mapping::close);
        ExportedPages pages = new ExportedPages(StandIn::exportFile);
        open.add(pages::close);
        Frame frame =
                new Frame(
                        WIDTH,
                        HEIGHT,
                        PixelFormat.XRGB8888,
                        4 * WIDTH,
                        0,
                        new PictureDevice.Memory(new LinearMemory(pixels.segment()), pages));
        Screen screen = new Screen(List.of(png(), vmm(), wayland()), 0);
        open.add(screen::close);
        device = new PictureDevice(thread.loop()::post, file, frame, pages, screen);
        thread.start();
        open.add(thread::stop);
        control = ControlServer.start(device, Optional.of(directory.resolve("a-picture")));
        open.add(control::close);
    }

    private Display png() {
        return open.open(() -> new PngDisplay(directory), Display::close);
    }

    private Display vmm() {
        List<UnixSocket> pair = UnixSocket.pair("display socket");
        open.add(() -> pair.get(0).close());
        vmm = new VmmScreen(pair.get(0));
        open.add(vmm::close);
        VmmDisplay display =
                open.open(() -> new VmmDisplay(thread.loop(), trouble::add, false), Display::close);
        display.connect(pair.get(1).fd());
        return display;
    }

    private Display wayland() {
        compositor =
                open.open(
                        () -> TestCompositor.start(directory, new CompositorOptions()),
                        TestCompositor::close);
        WaylandOptions options =
                new WaylandOptions(
                        compositor.socket(),
                        "a picture",
                        WaylandOptions.Scale.ONE_TO_ONE,
                        true,
                        InputSink.NONE,
                        SizeWishes.NONE);
        return open.open(() -> WaylandDisplay.open(options, new Events()), Display::close);
    }

    private final class Events implements WaylandDisplay.Events {
        @Override
        public void log(String message) {
            trouble.add(message);
        }

        @Override
        public void failed(Throwable failure) {
            trouble.add(failure.toString());
        }

        @Override
        public void windowClosed(int scanout) {
            trouble.add("window closed");
        }
    }

    @AfterEach
    void close() {
        open.close();
        assertEquals(List.of(), trouble);
    }

    /// Shows a picture whose pixels all differ.
    private void show(int seed) {
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            pixels.segment().setAtIndex(ValueLayout.JAVA_INT, i, i * 0x101 + seed);
        }
        CompletableFuture.runAsync(device::show, thread.loop()::post).join();
    }

    private static Picture picture(IntBinaryOperator pixel) {
        return new Picture(
                WIDTH,
                HEIGHT,
                IntStream.range(0, WIDTH * HEIGHT)
                        .map(i -> pixel.applyAsInt(i % WIDTH, i / WIDTH))
                        .toArray());
    }

    private static Picture painted(int seed) {
        return picture((x, y) -> (y * WIDTH + x) * 0x101 + seed);
    }

    private static Picture read(Frame frame) {
        Picture[] read = new Picture[1];
        boolean _ =
                frame.memory()
                        .read(memory ->
                                read[0] =
                                        picture((x, y) ->
                                                memory.get(
                                                        ValueLayout.JAVA_INT_UNALIGNED,
                                                        frame.at(x, y))));
        return read[0];
    }

    private void assertShownEverywhere(int seed) {
        Picture expected = painted(seed);
        Await.untilTrue(
                () -> "the PNG file, " + trouble,
                LIMIT,
                () ->
                        Picture.readIfThere(directory.resolve("screen-0.png"))
                                .filter(expected::equals)
                                .isPresent());
        vmm.await(
                "the VMM's picture",
                LIMIT,
                () ->
                        vmm.picture(0)
                                .filter(it -> it.width() == WIDTH && it.height() == HEIGHT)
                                .filter(it -> expected.equals(picture(it::pixel)))
                                .isPresent());
        Await.untilTrue(
                () -> "the window, " + trouble,
                LIMIT,
                () -> compositor.awaitWindow().picture().equals(expected));
    }

    @Test
    void isShownByAllDisplays_exported_countedAndWatched() {
        show(1);
        assertShownEverywhere(1);
        try (ControlClient watching = control.connect();
                ControlClient asking = control.connect()) {
            watching.watch(0);
            assertEquals(painted(1), next(watching));
            show(2);
            assertShownEverywhere(2);
            // Before that, it may have been sent the first again, or one that was being painted.
            Await.untilTrue(
                    () -> "the second picture", LIMIT, () -> painted(2).equals(next(watching)));
            Await.untilTrue(
                    () -> "both pictures to be counted, " + asking.stats(),
                    LIMIT,
                    () -> displays(asking).stream().allMatch(it -> it.number("shown") >= 2));
            assertEquals("picture", asking.stats().text("device"));
            Fields screen = screen(asking);
            assertEquals(WIDTH, screen.number("width"));
            assertEquals(HEIGHT, screen.number("height"));
            assertEquals("XR24", screen.text("fourcc"));
            assertEquals("exported", screen.text("dmabuf"));
            assertEquals(
                    List.of("png:" + directory, "vmm", "wayland", "watch"),
                    names(displays(asking)));
            assertEquals(
                    List.of("wayland"),
                    names(
                            displays(asking).stream()
                                    .filter(it -> it.number("bytesCopied") == 0)
                                    .toList()));
        }
    }

    private static Fields screen(ControlClient asking) {
        return asking.stats().objects("scanouts").getFirst();
    }

    private static List<Fields> displays(ControlClient asking) {
        return screen(asking).objects("displays");
    }

    private static List<String> names(List<Fields> displays) {
        return displays.stream().map(it -> it.text("display")).toList();
    }

    /// What a client that watches gets next.
    private static Picture next(ControlClient client) {
        Picture[] seen = new Picture[1];
        boolean answered =
                client.next(
                        LIMIT,
                        message -> seen[0] = read(message.frame()),
                        () -> {
                            throw new AssertionError("the screen is off");
                        });
        assertTrue(answered);
        return seen[0];
    }
}
