// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class PictureTest {
    private static Frame frame(int width, int height) {
        MemorySegment pixels = MemorySegment.ofArray(new int[width * height]);
        return new Frame(
                width,
                height,
                PixelFormat.XRGB8888,
                4 * width,
                0,
                reader -> {
                    reader.accept(pixels);
                    return true;
                });
    }

    @Test
    void picturesOverTheBudget_areRefused_othersGoOn() {
        Budget budget = new Budget(100 * Integer.BYTES);
        Frame small = frame(9, 9);
        Frame large = frame(10, 11);
        try (Picture picture = new Picture(budget)) {
            assertTrue(picture.update(small, small.bounds()));
            assertThrows(PngException.class, () -> picture.update(large, large.bounds()));
            // The refused one gave back what it held before.
            try (Picture other = new Picture(budget)) {
                assertTrue(other.update(small, small.bounds()));
                assertThrows(PngException.class, () -> picture.update(small, small.bounds()));
            }
            assertTrue(picture.update(small, small.bounds()));
        }
    }
}
