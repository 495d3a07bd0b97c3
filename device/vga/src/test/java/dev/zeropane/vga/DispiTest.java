// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DispiTest {
    private static final long MEMORY = 16L << 20;
    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static Dispi dispi(
            long memory, int width, int height, int bits, int enable, int virtual, int x, int y) {
        Dispi dispi = new Dispi(memory);
        set(dispi, Guest.XRES, width);
        set(dispi, Guest.YRES, height);
        set(dispi, Guest.BPP, bits);
        set(dispi, Guest.ENABLE, enable);
        set(dispi, Guest.VIRT_WIDTH, virtual);
        set(dispi, Guest.X_OFFSET, x);
        set(dispi, Guest.Y_OFFSET, y);
        return dispi;
    }

    private static void set(Dispi dispi, int index, int value) {
        dispi.writable().set(LE16, 2L * index, (short) value);
    }

    private static Optional<Picture> picture(int width, int height, int virtual, int x, int y) {
        return dispi(MEMORY, width, height, 32, 1, virtual, x, y).picture(false);
    }

    @Test
    void mode_isAPicture() {
        assertEquals(
                Optional.of(new Picture(1920, 1080, PixelFormat.XRGB8888, 7680, 0)),
                picture(1920, 1080, 1920, 0, 0));
    }

    @Test
    void wideVirtualScreen_andOffsets_sayWhereIt() {
        assertEquals(
                Optional.of(new Picture(640, 480, PixelFormat.XRGB8888, 8192, 8192 * 100 + 4 * 30)),
                picture(640, 480, 2048, 30, 100));
    }

    @Test
    void narrowVirtualScreen_isAsWideAsThePicture() {
        assertEquals(
                Optional.of(new Picture(640, 480, PixelFormat.XRGB8888, 2560, 2560)),
                picture(640, 480, 639, 0, 1));
    }

    @Test
    void bigEndian_isAFormat() {
        assertEquals(
                Optional.of(PixelFormat.BGRX8888),
                dispi(MEMORY, 64, 64, 32, 0x41, 0, 0, 0).picture(true).map(Picture::format));
    }

    @ParameterizedTest
    @CsvSource({"32, XRGB8888", "24, RGB888", "16, RGB565", "15, XRGB1555"})
    void depth_isAFormat(int bits, PixelFormat format) {
        int bytes = (bits + 7) / 8;
        Picture expected =
                new Picture(640, 480, format, 700 * bytes, 30L * bytes + 9L * 700 * bytes);
        assertEquals(
                Optional.of(expected), dispi(MEMORY, 640, 480, bits, 1, 700, 30, 9).picture(false));
    }

    @ParameterizedTest
    @CsvSource({"24", "16", "15"})
    void bigEndianDepthWithoutName_isNoPicture(int bits) {
        assertEquals(Optional.empty(), dispi(MEMORY, 640, 480, bits, 1, 640, 0, 0).picture(true));
    }

    @ParameterizedTest
    @CsvSource({"0, 480", "640, 0", "0, 0", "16385, 1", "1, 16385", "0xffff, 0xffff", "0xffff, 1"})
    void noSize_isNoPicture(String width, String height) {
        assertEquals(
                Optional.empty(), picture(Integer.decode(width), Integer.decode(height), 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"0", "0x40", "0x2", "0xfffe"})
    void notEnabled_isNoPicture(String enable) {
        assertEquals(
                Optional.empty(),
                dispi(MEMORY, 640, 480, 32, Integer.decode(enable), 640, 0, 0).picture(false));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4", "8", "31", "33", "64", "0x7fff", "0x8020", "0xffff"})
    void depthWithoutName_isNoPicture(String bits) {
        for (boolean bigEndian : new boolean[] {false, true}) {
            assertEquals(
                    Optional.empty(),
                    dispi(MEMORY, 640, 480, Integer.decode(bits), 1, 640, 0, 0).picture(bigEndian));
        }
    }

    @Test
    void lastPixel_mayBeTheLastOfMemory() {
        // 4096 rows of 4096 bytes; the last picture begins 16 rows before the end.
        assertTrue(picture(1024, 16, 1024, 0, 4080).isPresent());
        assertTrue(picture(1024, 16, 1024, 1, 4080).isEmpty());
        assertTrue(picture(1023, 16, 1024, 1, 4080).isPresent());
        assertTrue(picture(1024, 17, 1024, 0, 4080).isEmpty());
        assertTrue(picture(1024, 4096, 1024, 0, 0).isPresent());
        assertTrue(picture(1024, 4097, 1024, 0, 0).isEmpty());
    }

    @Test
    void largestNumbers_doNotOverflow() {
        assertTrue(picture(1, 1, 0xffff, 0xffff, 0xffff).isEmpty());
        assertTrue(picture(16384, 16384, 0xffff, 0, 0).isEmpty());
        assertEquals(Optional.of(4 * 0xffff), picture(1, 64, 0xffff, 0, 0).map(Picture::stride));
        // As wide as a row can be, offset included: it goes on in the row below.
        assertTrue(picture(16384, 1, 0xffff, 0xffff, 0).isPresent());
        assertTrue(dispi(256L << 20, 7680, 4320, 32, 1, 7680, 0, 4320).picture(false).isPresent());
        assertTrue(dispi(256L << 20, 7680, 4320, 32, 1, 7680, 0, 4419).picture(false).isEmpty());
    }

    @Test
    void anyRegisters_areAPictureWithinMemoryOrNone() {
        Random random = new Random(SEED);
        int[] edges = {0, 1, 2, 63, 64, 0x7fff, 0x8000, 0xfffe, 0xffff, 1920, 1080, 16384, 32};
        int pictures = 0;
        for (int i = 0; i < 300_000; i++) {
            int[] values = new int[5];
            for (int j = 0; j < values.length; j++) {
                values[j] =
                        switch (random.nextInt(3)) {
                            case 0 -> edges[random.nextInt(edges.length)];
                            case 1 -> random.nextInt(0x10000);
                            default -> random.nextInt(3000);
                        };
            }
            boolean there = expected(values[0], values[1], values[2], values[3], values[4]);
            Optional<Picture> picture =
                    picture(values[0], values[1], values[2], values[3], values[4]);
            assertEquals(there, picture.isPresent(), "seed " + SEED);
            picture.ifPresent(p -> assertTrue(p.offset() + p.size() <= MEMORY));
            pictures += there ? 1 : 0;
        }
        assertTrue(pictures > 1000, pictures + " pictures");
    }

    /// In numbers that have no limits.
    private static boolean expected(int width, int height, int virtual, int x, int y) {
        if (width < 1 || height < 1 || width > 16384 || height > 16384) {
            return false;
        }
        BigInteger stride = BigInteger.valueOf(Math.max(width, virtual)).shiftLeft(2);
        BigInteger last =
                stride.multiply(BigInteger.valueOf(y).add(BigInteger.valueOf(height - 1)))
                        .add(BigInteger.valueOf(x).add(BigInteger.valueOf(width)).shiftLeft(2));
        return last.compareTo(BigInteger.valueOf(MEMORY)) <= 0;
    }
}
