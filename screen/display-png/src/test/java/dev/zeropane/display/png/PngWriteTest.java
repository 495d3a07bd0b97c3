// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.png.TestFrames.Memory;
import dev.zeropane.dmabuf.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// [PngDisplay#write]: one frame, one file.
final class PngWriteTest {
    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("shot.png");
    }

    /// What lies in memory, by the DRM names: the first letter is the most significant byte, so the
    /// last letter is the first byte.
    @ParameterizedTest
    @CsvSource({
        "ARGB8888, 33, 22, 11, 80",
        "XRGB8888, 33, 22, 11, 80",
        "BGRA8888, 80, 11, 22, 33",
        "BGRX8888, 80, 11, 22, 33",
        "ABGR8888, 11, 22, 33, 80",
        "XBGR8888, 11, 22, 33, 80",
        "RGBA8888, 80, 33, 22, 11",
        "RGBX8888, 80, 33, 22, 11",
        "RGB888, 33, 22, 11, 80",
    })
    void write_eachFormat_sameColour(PixelFormat format, String b0, String b1, String b2, String b3)
            throws IOException {
        PngDisplay.write(new Frame(1, 1, format, 4, 0, memory(b0, b1, b2, b3)), file());
        assertEquals(0x112233, PngFiles.pixel(file(), 0, 0));
    }

    /// Two pixels, the words 8a46 and ffff.
    @ParameterizedTest
    @CsvSource({"RGB565, 8c4931", "XRGB1555, 109431"})
    void write_sixteenBits_stretched(PixelFormat format, String rgb) throws IOException {
        PngDisplay.write(new Frame(2, 1, format, 4, 0, memory("46", "8a", "ff", "ff")), file());
        assertEquals(Integer.parseInt(rgb, 16), PngFiles.pixel(file(), 0, 0));
        assertEquals(0xffffff, PngFiles.pixel(file(), 1, 0));
    }

    /// The device is as a disk without space.
    @Test
    void write_noSpace_saysWhyInFewWords() {
        Frame frame = new Frame(1, 1, PixelFormat.XRGB8888, 4, 0, memory("00", "00", "00", "00"));
        PngException e =
                assertThrows(
                        PngException.class, () -> PngDisplay.write(frame, Path.of("/dev/full")));
        assertTrue(e.getMessage().startsWith("cannot write /dev/full: "), e.getMessage());
        assertFalse(e.getMessage().contains("IIOException"), e.getMessage());
    }

    private static Memory memory(String... bytes) {
        Memory memory = new Memory(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            memory.bytes.set(ValueLayout.JAVA_BYTE, i, (byte) Integer.parseInt(bytes[i], 16));
        }
        return memory;
    }

    @ParameterizedTest
    @CsvSource({"RGB888, 10", "RGB565, 7", "XRGB1555, 7"})
    void write_narrowPixels_lastRowNotPadded_everyPixelRight(PixelFormat format, int stride)
            throws IOException {
        int bytes = format == PixelFormat.RGB888 ? 3 : 2;
        Memory memory = new Memory(5L + 2L * stride + 3L * bytes);
        memory.bytes.fill((byte) 0x55);
        for (int y = 0; y < 3; y++) {
            memory.bytes.asSlice(5 + (long) y * stride + (long) y * bytes, bytes).fill((byte) 0xff);
        }
        PngDisplay.write(new Frame(3, 3, format, stride, 5, memory), file());
        for (int i = 0; i < 9; i++) {
            boolean white = PngFiles.pixel(file(), i % 3, i / 3) == 0xffffff;
            assertEquals(i % 3 == i / 3, white, "pixel " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 4, 0",
        "3, 5, 64, 4096",
        "7, 2, 29, 13",
        "64, 64, 256, 0",
        "1366, 9, 5632, 100",
        "1, 3000, 4, 0",
        "5000, 1, 20000, 8",
    })
    void write_anyLayout_everyPixelRight(int width, int height, int stride, long offset)
            throws IOException {
        Random random = new Random(42);
        // The last row is not padded.
        Memory memory = new Memory(offset + (long) stride * (height - 1) + width * 4L);
        byte[] noise = new byte[(int) memory.bytes.byteSize()];
        random.nextBytes(noise);
        memory.bytes.copyFrom(java.lang.foreign.MemorySegment.ofArray(noise));
        PngDisplay.write(
                new Frame(width, height, PixelFormat.XRGB8888, stride, offset, memory), file());
        BufferedImage image = PngFiles.read(file());
        assertEquals(width, image.getWidth());
        assertEquals(height, image.getHeight());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (int) offset + y * stride + 4 * x;
                int expected =
                        (noise[at] & 0xff)
                                | (noise[at + 1] & 0xff) << 8
                                | (noise[at + 2] & 0xff) << 16;
                assertEquals(expected, image.getRGB(x, y) & 0xffffff, x + "," + y);
            }
        }
    }

    @Test
    void write_noiseLargerThanAChunk_roundTrips() throws IOException {
        Memory memory = new Memory(300 * 300 * 4);
        byte[] noise = new byte[300 * 300 * 4];
        new Random(7).nextBytes(noise);
        memory.bytes.copyFrom(java.lang.foreign.MemorySegment.ofArray(noise));
        PngDisplay.write(TestFrames.frame(300, 300, memory), file());
        assertTrue(Files.size(file()) > 4 * 65536);
        int last = noise.length - 4;
        assertEquals(
                (noise[last] & 0xff)
                        | (noise[last + 1] & 0xff) << 8
                        | (noise[last + 2] & 0xff) << 16,
                PngFiles.pixel(file(), 299, 299));
    }

    @Test
    void write_memoryGone_throwsAndLeavesOldFile() throws IOException {
        Files.writeString(file(), "old");
        Memory memory = TestFrames.filled(4, 4, 0);
        memory.gone = true;
        String message =
                assertThrows(
                                PngException.class,
                                () -> PngDisplay.write(TestFrames.frame(4, 4, memory), file()))
                        .getMessage();
        assertTrue(message.contains(file().toString()), message);
        assertEquals("old", Files.readString(file()));
        assertEquals(List.of("shot.png"), PngFiles.names(directory));
    }

    @Test
    void write_memoryShorterThanFrame_throws() {
        assertThrows(
                PngException.class,
                () -> PngDisplay.write(TestFrames.frame(4, 5, TestFrames.filled(4, 4, 0)), file()));
    }

    @Test
    void write_directoryMissing_messageNamesFile() {
        Path missing = directory.resolve("no/shot.png");
        String message =
                assertThrows(
                                PngException.class,
                                () ->
                                        PngDisplay.write(
                                                TestFrames.frame(1, 1, TestFrames.filled(1, 1, 0)),
                                                missing))
                        .getMessage();
        assertTrue(message.contains(missing.toString()), message);
    }

    @Test
    void write_targetIsDirectory_throwsAndLeavesNoTemporary() throws IOException {
        Path target = Files.createDirectory(directory.resolve("shot.png"));
        assertThrows(
                PngException.class,
                () -> PngDisplay.write(TestFrames.frame(1, 1, TestFrames.filled(1, 1, 0)), target));
        assertEquals(List.of("shot.png"), PngFiles.names(directory));
    }

    @Test
    void write_existingFile_replaced() throws IOException {
        PngDisplay.write(TestFrames.frame(2, 2, TestFrames.filled(2, 2, 0x010203)), file());
        PngDisplay.write(TestFrames.frame(3, 3, TestFrames.filled(3, 3, 0x040506)), file());
        assertEquals(0x040506, PngFiles.pixel(file(), 2, 2));
        assertEquals(List.of("shot.png"), PngFiles.names(directory));
    }
}
