// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.Surface;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A display with one screen, and the compositor that it shows it at.
public final class DisplayRig implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(30);

    /// The size that a window has at least: a frame of it fills it.
    public static final int WIDTH = 320;

    public static final int HEIGHT = 200;

    public final TestCompositor compositor;
    public final WaylandDisplay display;
    public final Surface surface;
    public final List<String> log = new CopyOnWriteArrayList<>();
    public final List<Integer> closed = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<TestMemory> memories = new ArrayList<>();
    private final Path directory;
    private boolean strict = true;

    public DisplayRig() {
        this(new CompositorOptions());
    }

    public DisplayRig(CompositorOptions compositor) {
        this(compositor, WaylandOptions.Scale.ONE_TO_ONE, true);
    }

    public DisplayRig(CompositorOptions compositor, WaylandOptions.Scale scale, boolean dmaBufs) {
        this(compositor, scale, dmaBufs, InputSink.NONE, SizeWishes.NONE);
    }

    public DisplayRig(
            CompositorOptions compositor,
            WaylandOptions.Scale scale,
            boolean dmaBufs,
            InputSink input,
            SizeWishes sizes) {
        try {
            directory = Files.createTempDirectory("zeropane-wayland");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.compositor = TestCompositor.start(directory, compositor);
        try {
            this.display =
                    WaylandDisplay.open(
                            new WaylandOptions(
                                    this.compositor.socket(),
                                    "a guest",
                                    scale,
                                    dmaBufs,
                                    input,
                                    sizes),
                            new Events());
        } catch (RuntimeException | Error e) {
            closeCompositor();
            throw e;
        }
        this.surface = display.open(0);
    }

    private final class Events implements WaylandDisplay.Events {
        @Override
        public void log(String message) {
            log.add(message);
        }

        @Override
        public void failed(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void windowClosed(int scanout) {
            closed.add(scanout);
        }
    }

    /// A compositor that takes no dma-bufs.
    public static CompositorOptions withoutDmaBufs() {
        return new CompositorOptions().without("zwp_linux_dmabuf_v1");
    }

    /// Lets the compositor complain: a test makes it.
    public void expectErrors() {
        strict = false;
    }

    /// A painted frame whose memory ends with the rig.
    public Frame frame(boolean dmaBuf, int width, int height) {
        Frame frame = TestMemory.frame(dmaBuf, width, height);
        memories.add(TestMemory.of(frame));
        return frame;
    }

    /// One that fills the smallest window, to be read.
    public Frame frame() {
        return frame(false, WIDTH, HEIGHT);
    }

    public TestMemory own(TestMemory memory) {
        memories.add(memory);
        return memory;
    }

    public void paint(Frame frame, int seed) {
        TestMemory.of(frame).paint(frame, seed);
    }

    /// Shows a frame, as guests do: they set it, and then say that it is drawn. The display can
    /// take nothing between the two, as it shows a frame twice if this thread is slower than a
    /// guest.
    public void show(Frame frame) {
        WaylandSurface shown = (WaylandSurface) surface;
        synchronized (shown) {
            synchronized (shown.latest()) {
                surface.show(frame);
                surface.damage(frame.bounds());
            }
        }
    }

    public Window window() {
        return compositor.awaitWindow();
    }

    /// Waits until the whole window looks so.
    public void awaitPicture(Picture expected) {
        Window window = window();
        await(
                () -> new PictureDifference(window.picture(), expected) + ", log " + log,
                () -> window.picture().equals(expected));
    }

    /// Waits until the whole window is the frame as it was painted.
    public void awaitPicture(Frame frame, int seed) {
        awaitPicture(TestMemory.picture(frame, seed));
    }

    public void awaitShown(long pictures) {
        await(
                () -> pictures + " pictures, " + surface.stats(),
                () -> surface.stats().shown() >= pictures);
    }

    /// Waits until the display's thread has done what it was told so far.
    public void awaitDone() {
        onDisplayThread(() -> {});
    }

    /// Has the display's thread do something, after what it was told so far, and waits for that.
    public void onDisplayThread(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        display.post(() -> {
            task.run();
            done.complete(null);
        });
        await("the display's thread", done::isDone);
    }

    /// Waits until everything the display had to do is done, and the compositor knows.
    public void settle() {
        int quiet = 0;
        for (int i = 0; quiet < 2 && i < 100; i++) {
            quiet = compositor.settle() ? 0 : quiet + 1;
            int serial = compositor.ping();
            await("a pong", () -> compositor.counts().pongs().contains(serial));
        }
    }

    public void await(Supplier<String> what, BooleanSupplier condition) {
        Await.untilTrue(() -> what.get() + failures(), LIMIT, condition);
    }

    public void await(String what, BooleanSupplier condition) {
        await(() -> what, condition);
    }

    private String failures() {
        return "; failures " + failures + ", errors " + compositor.counts().protocolErrors();
    }

    public void assertNoFailures() {
        assertEquals(List.of(), failures);
        if (strict) {
            assertEquals(List.of(), compositor.counts().protocolErrors());
            assertEquals(0, compositor.counts().strayFds());
            assertEquals(0, compositor.counts().destroyedInUse());
        }
    }

    @Override
    public void close() {
        display.close();
        try {
            assertNoFailures();
        } finally {
            memories.forEach(TestMemory::close);
            closeCompositor();
        }
    }

    private void closeCompositor() {
        compositor.close();
        try {
            Files.deleteIfExists(compositor.socket());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
