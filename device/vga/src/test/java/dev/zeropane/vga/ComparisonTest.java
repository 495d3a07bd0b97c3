// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.display.Frame;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComparisonTest {
    private static final int WIDTH = 67;
    private static final int HEIGHT = 41;
    private static final int STRIDE = 4 * WIDTH + 12;
    private static final long OFFSET = 52;
    private static final long SEED = Long.getLong("seed", new Random().nextLong());

    private final Arena arena = Arena.ofShared();
    private final MemorySegment pixels = arena.allocate(16384);
    private final MemorySegment mirror = arena.allocate(16384);
    private final ComparisonCounters counters = new ComparisonCounters();
    private final Comparison comparison =
            new Comparison(
                    new Frame(
                            WIDTH,
                            HEIGHT,
                            PixelFormat.XRGB8888,
                            STRIDE,
                            OFFSET,
                            new LinearMemory(pixels)),
                    pixels,
                    mirror,
                    counters);

    @AfterEach
    void free() {
        arena.close();
    }

    private static long at(int x, int y) {
        return OFFSET + (long) y * STRIDE + 4L * x;
    }

    /// A VMM or a compositor may punch a hole, and the host may have no memory for it then. A file
    /// that ends before its mapping is such a hole.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pageThatIsGone_isAnError_notTheEndOfTheProcess(
            boolean isOfTheMirror, @TempDir Path directory) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        directory.resolve("pixels"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            MemorySegment gone = file.map(FileChannel.MapMode.READ_WRITE, 0, 16384, arena);
            Comparison broken = isOfTheMirror ? ofWideRows(pixels, gone) : ofWideRows(gone, mirror);
            // So that it is compiled code that meets the hole.
            for (int i = 0; i < 20_000; i++) {
                assertEquals(Rect.EMPTY, broken.update());
            }
            file.truncate(Mapping.PAGE_SIZE);
            assertThrows(InternalError.class, broken::update);
        }
    }

    private Comparison ofWideRows(MemorySegment pixels, MemorySegment mirror) {
        Frame frame =
                new Frame(1920, 2, PixelFormat.XRGB8888, 7680, 0, new LinearMemory(this.pixels));
        return new Comparison(frame, pixels, mirror, counters);
    }

    @Test
    void nothingChanged_findsNothing() {
        assertEquals(Rect.EMPTY, comparison.update());
        assertFalse(comparison.differs(0, HEIGHT, 1, 1));
        assertEquals(2L * HEIGHT, counters.rows());
        assertEquals(2L * HEIGHT * 4 * WIDTH, counters.bytes());
        assertEquals(0, counters.bytesCopied());
    }

    @Test
    void anyByteOfAnyPixel_isFoundThereAndNowhereElse() {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                long at = at(x, y) + (x + y) % 4;
                pixels.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
                for (int step = 0; step < Pace.STEPS; step++) {
                    assertEquals(
                            y / Pace.BAND % Pace.STEPS == step,
                            comparison.differs(step * Pace.BAND, HEIGHT, Pace.BAND, Pace.STRIDE));
                }
                assertEquals(new Rect(x, y, 1, 1), comparison.update());
                assertEquals(Rect.EMPTY, comparison.update());
            }
        }
        assertEquals((long) WIDTH * HEIGHT, counters.bytesCopied());
    }

    @Test
    void aroundThePicture_isNotLookedAt() {
        MemorySegment all = MemorySegment.ofArray(new byte[16384]).fill((byte) 7);
        MemorySegment.copy(all, 0, pixels, 0, pixels.byteSize());
        for (int y = 0; y < HEIGHT; y++) {
            pixels.asSlice(at(0, y), 4 * WIDTH).fill((byte) 0);
        }
        assertEquals(Rect.EMPTY, comparison.update());
    }

    @Test
    void randomWrites_areBoundExactly() {
        Random random = new Random(SEED);
        for (int round = 0; round < 5000; round++) {
            Rect expected = Rect.EMPTY;
            for (int i = random.nextInt(6); i > 0; i--) {
                int x = random.nextInt(WIDTH);
                int y = random.nextInt(HEIGHT);
                int value = random.nextInt();
                if (pixels.get(ValueLayout.JAVA_INT_UNALIGNED, at(x, y)) != value) {
                    expected = expected.union(new Rect(x, y, 1, 1));
                }
                pixels.set(ValueLayout.JAVA_INT_UNALIGNED, at(x, y), value);
            }
            assertEquals(expected, comparison.update(), "seed " + SEED);
            assertEquals(-1, pixels.mismatch(mirror), "seed " + SEED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RGB888", "RGB565", "XRGB1555", "BGRX8888"})
    void smallerPixels_areFoundByTheirBytes(PixelFormat format) {
        Frame frame = new Frame(WIDTH, HEIGHT, format, STRIDE, 3, new LinearMemory(pixels));
        Comparison smaller = new Comparison(frame, pixels, mirror, counters);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                long at = frame.at(x, y) + (x + y) % format.bytesPerPixel();
                pixels.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
                assertEquals(new Rect(x, y, 1, 1), smaller.update());
            }
            pixels.set(ValueLayout.JAVA_BYTE, frame.at(WIDTH, y), (byte) 1);
            assertEquals(Rect.EMPTY, smaller.update());
        }
    }

    @Test
    void oneRow_everyColumnOfBothEdges() {
        for (int left = 0; left < WIDTH; left++) {
            for (int right = left + 1; right <= WIDTH; right++) {
                pixels.set(ValueLayout.JAVA_BYTE, at(left, 3), (byte) (left + right + 1));
                pixels.set(ValueLayout.JAVA_BYTE, at(right, 3) - 1, (byte) (right - left));
                mirror.asSlice(at(0, 3), 4 * WIDTH).copyFrom(pixels.asSlice(at(0, 3), 4 * WIDTH));
                flip(at(left, 3));
                if (right - 1 > left) {
                    flip(at(right, 3) - 1);
                }
                assertEquals(new Rect(left, 3, right - left, 1), comparison.update());
            }
        }
    }

    private void flip(long at) {
        byte value = pixels.get(ValueLayout.JAVA_BYTE, at);
        pixels.set(ValueLayout.JAVA_BYTE, at, (byte) ~value);
    }
}
