package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
    })
    void write_eachFormat_sameColour(PixelFormat format, String b0, String b1, String b2, String b3)
            throws IOException {
        Memory memory = new Memory(4);
        List<String> bytes = List.of(b0, b1, b2, b3);
        for (int i = 0; i < 4; i++) {
            memory.bytes.set(ValueLayout.JAVA_BYTE, i, (byte) Integer.parseInt(bytes.get(i), 16));
        }
        PngDisplay.write(new Frame(1, 1, format, 4, 0, memory), file());
        assertEquals(0x112233, PngFiles.pixel(file(), 0, 0));
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
