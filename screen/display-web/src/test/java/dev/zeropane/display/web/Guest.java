// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Surface;
import dev.zeropane.display.web.http.WebGuest;
import dev.zeropane.display.web.http.WebServer;
import dev.zeropane.display.web.session.Limits;
import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;

/// A display that is served, and the guest's side of it: pictures in memory that can be taken back,
/// and what comes of input.
final class Guest implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;

    final BlockingQueue<List<InputEvent>> input = new LinkedBlockingQueue<>();
    final BlockingQueue<Mode> wishes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final Display display;
    final Surface surface;
    private final int port;

    Guest() {
        this(Door.OF_THIS_MACHINE, Limits.USUAL);
    }

    Guest(Door door, Limits limits) {
        VncDisplay vnc =
                VncDisplay.open(
                        new VncOptions(
                                door,
                                OptionalInt.of(0),
                                1,
                                input::add,
                                (_, size) -> wishes.add(size)),
                        new VncDisplay.Events() {
                            @Override
                            public void log(String message) {
                                log.add(message);
                            }

                            @Override
                            public void failed(Throwable failure) {
                                failures.add(failure);
                            }
                        },
                        limits);
        port = vnc.port(0);
        display = vnc;
        surface = display.open(0);
    }

    /// On a page.
    Guest(WebServer server, String name) {
        display =
                server.guest(
                        new WebGuest(
                                Optional.of(name), 1, input::add, (_, size) -> wishes.add(size)));
        port = server.port();
        surface = display.open(0);
    }

    int port() {
        return port;
    }

    /// A picture in memory of its own.
    static final class Picture {
        final int width;
        final int height;
        final int[] rgb;
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;
        final Frame frame;

        Picture(int width, int height, IntBinaryOperator colour) {
            this.width = width;
            this.height = height;
            this.rgb = new int[width * height];
            this.memory = arena.allocate(4L * width * height, 4);
            this.frame =
                    new Frame(
                            width,
                            height,
                            PixelFormat.XRGB8888,
                            4 * width,
                            0,
                            new LinearMemory(memory));
            fill(0, 0, width, height, colour);
        }

        void fill(int x, int y, int w, int h, IntBinaryOperator colour) {
            for (int row = y; row < y + h; row++) {
                for (int column = x; column < x + w; column++) {
                    int rgbOne = colour.applyAsInt(column, row) & 0xffffff;
                    rgb[row * width + column] = rgbOne;
                    memory.setAtIndex(
                            ValueLayout.JAVA_INT, (long) row * width + column, rgbOne | 0x5a000000);
                }
            }
        }

        /// The guest takes it back.
        void takeBack() {
            arena.close();
        }
    }

    Picture show(int width, int height, IntBinaryOperator colour) {
        Picture picture = new Picture(width, height, colour);
        surface.show(picture.frame);
        return picture;
    }

    /// The next of what came.
    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    @Override
    public void close() {
        display.close();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.element());
        }
    }
}
