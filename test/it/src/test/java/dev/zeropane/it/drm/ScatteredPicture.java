// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import dev.zeropane.dmabuf.CpuAccess;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBufMapping;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A picture in a memfd, as a guest's often lies in its RAM: its pages are in reverse order, with a
/// page of somebody else's between any two.
final class ScatteredPicture implements AutoCloseable {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    private static final ValueLayout.OfInt XRGB8888 =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long BYTES = WIDTH * HEIGHT * XRGB8888.byteSize();
    private static final long PAGES = BYTES / Mapping.PAGE_SIZE;
    private static final long HUGE_PAGE = 2 << 20;
    private static final int SQUARE = 200;
    private static final int SQUARE_COLOUR = 0xffffff;

    private final MemoryFile file;

    private ScatteredPicture(Fd memfd) {
        memfd.addSeals(Seals.FIXED_SIZE);
        file = new MemoryFile(memfd);
    }

    static ScatteredPicture create() {
        return new ScatteredPicture(Memfd.create("scattered", 2 * BYTES));
    }

    /// The memfd itself is made of huge pages; the picture's are as small as always.
    static ScatteredPicture createInHugePages() {
        long size = (2 * BYTES + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        return new ScatteredPicture(Memfd.createHuge("scattered", size));
    }

    /// The pages in the picture's order.
    Runs runs() {
        Runs.Builder runs = new Runs.Builder();
        for (long page = 0; page < PAGES; page++) {
            runs.add(file, inFile(page * Mapping.PAGE_SIZE), Mapping.PAGE_SIZE);
        }
        return runs.build();
    }

    /// Where a byte of the picture is in the memfd.
    private static long inFile(long offset) {
        long page = offset / Mapping.PAGE_SIZE;
        return 2 * (PAGES - 1 - page) * Mapping.PAGE_SIZE + offset % Mapping.PAGE_SIZE;
    }

    /// A picture with no colour twice, so that every pixel in a wrong place is seen.
    static Picture everyPixelDifferent() {
        int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            pixels[i] = x >> 2 << 16 | y >> 1 << 8 | (x & 3) << 6 | (y & 1) << 5;
        }
        return new Picture(WIDTH, HEIGHT, pixels);
    }

    /// Draws a picture where a dma-buf of the [#runs] shows it in one piece.
    static void draw(Picture picture, DmaBuf buffer) {
        try (DmaBufMapping mapping = buffer.map(Mapping.Access.READ_WRITE);
                CpuAccess _ = buffer.beginCpuAccess(DmaBuf.Direction.WRITE)) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    mapping.segment().setAtIndex(XRGB8888, index(x, y), picture.pixel(x, y));
                }
            }
        }
    }

    private static long index(int x, int y) {
        return (long) y * WIDTH + x;
    }

    /// Draws a square in the picture's middle, where its pages are in the memfd.
    void drawSquareInFile() {
        try (Mapping mapping = Mapping.of(file.fd(), 0, file.size(), Mapping.Access.READ_WRITE)) {
            MemorySegment memory = mapping.segment();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    if (isInSquare(x, y)) {
                        long at = inFile(index(x, y) * XRGB8888.byteSize());
                        memory.set(XRGB8888, at, SQUARE_COLOUR);
                    }
                }
            }
        }
    }

    /// How a picture looks with the square.
    static Picture withSquare(Picture picture) {
        int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            pixels[i] = isInSquare(x, y) ? SQUARE_COLOUR : picture.pixel(x, y);
        }
        return new Picture(WIDTH, HEIGHT, pixels);
    }

    private static boolean isInSquare(int x, int y) {
        return Math.abs(2 * x + 1 - WIDTH) < SQUARE && Math.abs(2 * y + 1 - HEIGHT) < SQUARE;
    }

    @Override
    public void close() {
        file.close();
    }
}
