// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.display.Rect;
import dev.zeropane.display.web.ClientPixels.Colour;
import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.linux.jpeg.JpegCompressor;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// JPEG pictures in the Tight encoding: only for clients that ask for some, and not for long.
final class JpegTest {
    private static final int TIGHT = 7;
    private static final int LOWEST_LEVEL = -32;
    private static final int JPEG_SEEN = 512;
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 128;

    @BeforeEach
    void wantsTheLibrary() {
        assumeTrue(JpegCompressor.isAvailable(), "libturbojpeg.so.0 is not installed");
    }

    /// A photograph, more or less.
    private static int soft(int x, int y) {
        int red = (int) (128 + 100 * Math.sin(x / 40.0));
        int green = (int) (128 + 100 * Math.cos((x + 2 * y) / 60.0));
        return red << 16 | green << 8 | (x + y) * 255 / (WIDTH + HEIGHT);
    }

    private static int drawn(int x, int y) {
        return (x * y) % 90 * 0x020301;
    }

    /// How near a picture is to what it should be, in decibels (PSNR).
    private static double signalToNoise(Colour[] pixels, int[] expected) {
        double error = 0;
        for (int i = 0; i < pixels.length; i++) {
            Colour right = ClientPixels.XBGR.expected(expected[i]);
            error +=
                    Math.pow(right.red() - pixels[i].red(), 2)
                            + Math.pow(right.green() - pixels[i].green(), 2)
                            + Math.pow(right.blue() - pixels[i].blue(), 2);
        }
        return 10 * Math.log10(255.0 * 255 * 3 * pixels.length / error);
    }

    @ParameterizedTest
    @CsvSource({"0, 24", "4, 28", "6, 35", "9, 40"})
    void soft_asked_isJpeg_asGoodAsAsked_andExactOnceItIsStill(int level, double decibels)
            throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, JpegTest::soft);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                // As noVNC has it: red is lowest.
                client.format(ClientPixels.XBGR);
                client.encodings(TIGHT, LOWEST_LEVEL + level);
                client.request(false);
                client.update();
                assertEquals(JPEG_SEEN, client.seen());
                double quality = signalToNoise(client.pixels, picture.rgb);
                assertTrue(
                        quality > decibels && quality < Double.POSITIVE_INFINITY,
                        quality + " dB at level " + level);
                client.request(true);
                client.update();
                assertEquals("", client.difference(picture.rgb));
            }
        }
    }

    @Test
    void part_changesAgainBeforeItIsStill_theRestIsExactFirst_thenAll() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, JpegTest::soft);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(TIGHT, LOWEST_LEVEL + 6);
                client.request(false);
                client.update();
                picture.fill(0, 0, 64, 64, (x, y) -> ~soft(x, y));
                guest.surface.damage(new Rect(0, 0, 64, 64));
                while (!client.difference(picture.rgb).isEmpty()) {
                    client.request(true);
                    client.update();
                }
            }
        }
    }

    @Test
    void drawnPicture_andSmallParts_areExactAtOnce() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, JpegTest::drawn);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(TIGHT, LOWEST_LEVEL + 6);
                client.request(false);
                client.update();
                assertEquals("", client.difference(picture.rgb));
                picture.fill(3, 3, 31, 31, JpegTest::soft);
                guest.surface.damage(new Rect(3, 3, 31, 31));
                client.request(true);
                client.update();
                assertEquals("", client.difference(picture.rgb));
                assertEquals(0, client.seen() & JPEG_SEEN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"7, -33", "7, -22", "16, -26", "7, 7"})
    void notAsked_orAnotherEncoding_isExactAtOnce(int encoding, int other) throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, JpegTest::soft);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(encoding, other);
                client.request(false);
                client.update();
                assertEquals("", client.difference(picture.rgb));
            }
        }
    }

    /// Pixels of 16 bits have no JPEG; noise at the best quality would be larger than it is.
    @Test
    void whatIsNoJpeg_isExactAtOnce() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture =
                    guest.show(WIDTH, HEIGHT, (x, y) -> (x * 7919 + y * 104_729) * 0x9e3779b1);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.format(ClientPixels.RGB565);
                client.encodings(TIGHT, LOWEST_LEVEL + 6);
                client.request(false);
                client.update();
                assertEquals("", client.difference(picture.rgb));
                assertEquals(0, client.seen() & JPEG_SEEN);
            }
        }
    }
}
