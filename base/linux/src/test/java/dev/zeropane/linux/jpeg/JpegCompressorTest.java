// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.jpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.linux.jpeg.JpegCompressor.Colours;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// JPEG pictures, read by the JDK's own decoder.
final class JpegCompressorTest {
    @BeforeEach
    void wantsTheLibrary() {
        assumeTrue(JpegCompressor.isAvailable(), "libturbojpeg.so.0 is not installed");
    }

    @ParameterizedTest
    @EnumSource(Colours.class)
    void pictures_oneAfterAnother_areReadAsTheyWere(Colours colours) throws IOException {
        try (JpegCompressor jpeg = JpegCompressor.open(300, 64).orElseThrow()) {
            for (int width : new int[] {300, 1, 17}) {
                int[] pixels = new int[width * 64];
                Arrays.fill(pixels, 0xff2080e0);
                byte[] bytes =
                        jpeg.compress(pixels, width, 64, 90, colours)
                                .orElseThrow()
                                .toArray(ValueLayout.JAVA_BYTE);
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes));
                assertEquals(width + "x64", read.getWidth() + "x" + read.getHeight());
                int rgb = read.getRGB(width - 1, 63);
                assertTrue(
                        Math.abs((rgb >> 16 & 0xff) - 0x20) < 4
                                && Math.abs((rgb >> 8 & 0xff) - 0x80) < 4
                                && Math.abs((rgb & 0xff) - 0xe0) < 4,
                        Integer.toHexString(rgb));
            }
        }
    }

    @Test
    void moreThanThereIsRoomFor_isRefused() {
        try (JpegCompressor jpeg = JpegCompressor.open(10, 10).orElseThrow()) {
            int[] pixels = new int[1000];
            assertThrows(
                    IllegalArgumentException.class,
                    () -> jpeg.compress(pixels, 11, 10, 50, Colours.ALL));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> jpeg.compress(pixels, 0, 10, 50, Colours.ALL));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> jpeg.compress(pixels, 10, 10, 101, Colours.ALL));
        }
    }
}
