// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Rect;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.Surface;
import dev.zeropane.display.wayland.WaylandDisplay;
import dev.zeropane.display.wayland.WaylandOptions;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.it.compositor.Compositor;
import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.Weston;
import dev.zeropane.linux.Mapping;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory of a graphics card of ours, which compositors may have: real ones show it where it is, in
/// each depth that they take, and what is drawn later when they are told.
final class SharedPixelsWindowTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// Where the picture is in the video memory: neither at its start nor on a page.
    private static final long OFFSET = 3 * 4096 + 96;

    /// Of what the depths in question leave, so that the picture is the same in all of them,
    /// however components of few bits are stretched: none of the colour, half of the time all.
    private static final int[] COLOURS = {0, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xffffff};

    @TempDir private Path directory;

    private final MemoryFile video = MemoryFile.create("video memory", 4L << 20);
    private final Mapping mapping = video.map(Mapping.Access.READ_WRITE);
    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void pixman_isShownInPlace() {
        try (Sway sway = Sway.start(directory, WIDTH, HEIGHT)) {
            assertEquals(
                    EnumSet.of(PixelFormat.XRGB8888, PixelFormat.XBGR8888, PixelFormat.RGB565),
                    shown(sway, () -> sway.awaitWindow(GuestWindows.APP_ID).move(0, 0)));
        }
    }

    @Test
    void openGl_isShownInPlace() {
        try (Weston weston = Weston.start(directory, WIDTH, HEIGHT)) {
            assertEquals(
                    EnumSet.of(
                            PixelFormat.XRGB8888,
                            PixelFormat.XBGR8888,
                            PixelFormat.RGB888,
                            PixelFormat.RGB565),
                    shown(weston, () -> {}));
        }
    }

    /// Shows pictures in all formats, and checks them.
    ///
    /// @param opened what to do when there is a window
    /// @return the formats in which nothing was copied
    private Set<PixelFormat> shown(Compositor compositor, Runnable opened) {
        Set<PixelFormat> inPlace = EnumSet.noneOf(PixelFormat.class);
        try (video;
                mapping;
                WaylandDisplay display =
                        WaylandDisplay.open(
                                new WaylandOptions(
                                        compositor.socket(),
                                        "a card",
                                        WaylandOptions.Scale.ONE_TO_ONE,
                                        true,
                                        InputSink.NONE,
                                        SizeWishes.NONE),
                                new Events())) {
            Surface surface = display.open(0);
            FrameMemory memory = new Video();
            int seed = 0;
            for (PixelFormat format :
                    List.of(
                            PixelFormat.XRGB8888,
                            PixelFormat.XBGR8888,
                            PixelFormat.RGB888,
                            PixelFormat.RGB565,
                            PixelFormat.XRGB1555)) {
                int stride = WIDTH * format.bytesPerPixel();
                Frame frame = new Frame(WIDTH, HEIGHT, format, stride, OFFSET, memory);
                long before = surface.stats().bytesCopied();
                paint(frame, frame.bounds(), ++seed);
                surface.show(frame);
                surface.damage(frame.bounds());
                if (seed == 1) {
                    opened.run();
                }
                await(compositor, format, frame.bounds(), seed, seed);
                Rect part = new Rect(100, 50, 300, 200);
                paint(frame, part, seed + 1);
                surface.damage(part);
                await(compositor, format, part, seed + 1, seed);
                if (surface.stats().bytesCopied() == before) {
                    inPlace.add(format);
                }
            }
        }
        assertEquals(List.of(), log);
        return inPlace;
    }

    private void await(
            Compositor compositor, PixelFormat format, Rect part, int inside, int outside) {
        Await.untilTrue(
                () -> format + ", log " + log + compositor.log(),
                LIMIT,
                () -> isShown(compositor.screenshot(), part, inside, outside));
    }

    private static boolean isShown(Picture picture, Rect part, int inside, int outside) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean in =
                        x >= part.x() && x < part.right() && y >= part.y() && y < part.bottom();
                if (picture.pixel(x, y) != colour(x, y, in ? inside : outside)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int colour(int x, int y, int seed) {
        return COLOURS[Math.floorMod(x * 7 + y * 13 + x * y / 5 + seed, COLOURS.length)];
    }

    private void paint(Frame frame, Rect part, int seed) {
        MemorySegment pixels = mapping.segment();
        int bytes = frame.format().bytesPerPixel();
        for (int y = part.y(); y < part.bottom(); y++) {
            for (int x = part.x(); x < part.right(); x++) {
                int word = word(frame.format(), colour(x, y, seed));
                for (int i = 0; i < bytes; i++) {
                    pixels.set(ValueLayout.JAVA_BYTE, frame.at(x, y) + i, (byte) (word >> (8 * i)));
                }
            }
        }
    }

    private static int word(PixelFormat format, int rgb) {
        int red = rgb >> 16;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        return switch (format) {
            case XRGB8888, RGB888 -> rgb;
            case XBGR8888 -> blue << 16 | green << 8 | red;
            case RGB565 -> red >> 3 << 11 | green >> 2 << 5 | blue >> 3;
            case XRGB1555 -> red >> 3 << 10 | green >> 3 << 5 | blue >> 3;
            default -> throw new AssertionError(format);
        };
    }

    private final class Video implements FrameMemory {
        @Override
        public boolean read(Reader reader) {
            reader.accept(mapping.segment().asReadOnly());
            return true;
        }

        @Override
        public Optional<SharedPixels> shared() {
            return Optional.of(new SharedPixels(video.duplicate(), 0));
        }
    }

    private final class Events implements WaylandDisplay.Events {
        @Override
        public void log(String message) {
            log.add(message);
        }

        @Override
        public void failed(Throwable failure) {
            log.add(failure.toString());
        }

        @Override
        public void windowClosed(int scanout) {}
    }
}
