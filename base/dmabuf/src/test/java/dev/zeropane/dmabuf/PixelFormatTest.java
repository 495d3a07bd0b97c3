// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PixelFormatTest {
    @Test
    void toRgb_picksTheirComponents() {
        // Memory bytes 11 22 33 44, read as a little-endian word.
        int word = 0x44332211;
        assertEquals(0x332211, PixelFormat.XRGB8888.toRgb(word));
        assertEquals(0x223344, PixelFormat.BGRX8888.toRgb(word));
        assertEquals(0x112233, PixelFormat.XBGR8888.toRgb(word));
        assertEquals(0x443322, PixelFormat.RGBX8888.toRgb(word));
        assertEquals(0x332211, PixelFormat.RGB888.toRgb(0x332211));
        assertEquals(0x44332211, PixelFormat.ARGB8888.toArgb(word));
        assertEquals(0x11223344, PixelFormat.BGRA8888.toArgb(word));
        assertEquals(0xff443322, PixelFormat.RGBX8888.toArgb(word));
        assertEquals(0xff332211, PixelFormat.RGB888.toArgb(0x332211));
    }

    /// Of `drm_fourcc.h`.
    @ParameterizedTest
    @CsvSource({
        "XRGB8888, 34325258, 4",
        "ARGB8888, 34325241, 4",
        "RGB888, 34324752, 3",
        "RGB565, 36314752, 2",
        "XRGB1555, 35315258, 2",
    })
    void fourccAndSize_areTheKernels(PixelFormat format, String fourcc, int bytes) {
        assertEquals(Integer.parseInt(fourcc, 16), format.fourcc());
        assertEquals(bytes, format.bytesPerPixel());
    }

    /// What the 16 bits mean, and that neither black nor white is a shade off.
    @ParameterizedTest
    @CsvSource({
        "RGB565, 0000, 000000",
        "RGB565, ffff, ffffff",
        "RGB565, f800, ff0000",
        "RGB565, 07e0, 00ff00",
        "RGB565, 001f, 0000ff",
        "RGB565, 0821, 080408",
        "RGB565, 8410, 848284",
        "XRGB1555, 0000, 000000",
        "XRGB1555, 8000, 000000",
        "XRGB1555, 7fff, ffffff",
        "XRGB1555, ffff, ffffff",
        "XRGB1555, 7c00, ff0000",
        "XRGB1555, 03e0, 00ff00",
        "XRGB1555, 001f, 0000ff",
        "XRGB1555, 0421, 080808",
        "XRGB1555, 4210, 848484",
    })
    void toRgb_sixteenBits_fullIsFull(PixelFormat format, String word, String rgb) {
        int pixel = Integer.parseInt(word, 16);
        assertEquals(Integer.parseInt(rgb, 16), format.toRgb(pixel));
        // As they come from memory, with a sign.
        assertEquals(Integer.parseInt(rgb, 16), format.toRgb((short) pixel));
        assertEquals(0xff000000 | Integer.parseInt(rgb, 16), format.toArgb(pixel));
    }

    @ParameterizedTest
    @EnumSource(PixelFormat.class)
    void toXrgb8888_isEveryPixelsColour_fromAnyByteOn(PixelFormat format) {
        int count = 37;
        int bytes = format.bytesPerPixel();
        byte[] noise = new byte[5 + count * bytes];
        new Random(11).nextBytes(noise);
        int[] target = new int[count + 2];
        format.toXrgb8888(MemorySegment.ofArray(noise), 5, MemorySegment.ofArray(target), 4, count);
        for (int i = 0; i < count; i++) {
            int word = 0;
            for (int j = 0; j < bytes; j++) {
                word |= (noise[5 + i * bytes + j] & 0xff) << (8 * j);
            }
            assertEquals(format.toRgb(word), target[1 + i] & 0xffffff, "pixel " + i);
        }
        assertEquals(0, target[0]);
        assertEquals(0, target[count + 1]);
    }

    @ParameterizedTest
    @EnumSource(PixelFormat.class)
    void toXrgb8888_beyondEitherMemory_throws(PixelFormat format) {
        MemorySegment source = MemorySegment.ofArray(new byte[4 * format.bytesPerPixel()]);
        MemorySegment target = MemorySegment.ofArray(new byte[16]);
        format.toXrgb8888(source, 0, target, 0, 4);
        MemorySegment small = source.asSlice(0, source.byteSize() - 1);
        assertThrows(
                IndexOutOfBoundsException.class, () -> format.toXrgb8888(small, 0, target, 0, 4));
        assertThrows(
                IndexOutOfBoundsException.class, () -> format.toXrgb8888(source, 0, target, 1, 4));
    }

    @ParameterizedTest
    @EnumSource(PixelFormat.class)
    void opaque_isTheSameColours(PixelFormat format) {
        int word = 0x44332211;
        assertEquals(format.toRgb(word), format.opaque().toRgb(word));
        assertEquals(format.toRgb(word) | 0xff000000, format.opaque().toArgb(word));
    }
}
