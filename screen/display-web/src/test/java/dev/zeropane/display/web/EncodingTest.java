// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Rect;
import dev.zeropane.display.web.Guest.Picture;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every encoding carries every picture, in every layout of pixels.
final class EncodingTest {
    private static final int RAW = 0;
    private static final int TIGHT = 7;
    private static final int ZRLE = 16;

    // Two tiles wide, and no multiple of a tile's sides.
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 70;

    private static final List<ClientPixels> FORMATS =
            List.of(
                    ClientPixels.XRGB,
                    ClientPixels.XBGR,
                    ClientPixels.BIG_ENDIAN,
                    ClientPixels.HIGH_BYTES,
                    ClientPixels.HIGH_BYTES_BIG_ENDIAN,
                    ClientPixels.ODD_SHIFTS,
                    ClientPixels.ALL_BITS,
                    ClientPixels.RGB565,
                    ClientPixels.BGR565_BIG_ENDIAN,
                    ClientPixels.BGR233);

    /// Colours of a place: all kinds of pictures that the encodings tell apart, side by side.
    private static IntBinaryOperator mixed(long seed) {
        Random random = new Random(seed);
        int[] colours = random.ints(300).toArray();
        int[] noise = random.ints(WIDTH * HEIGHT).toArray();
        return (x, y) ->
                switch (x / 64) {
                    case 0 -> colours[0];
                    case 1 -> colours[(x ^ y) & 1];
                    case 2 -> colours[(x * y) % 3];
                    case 3 -> colours[(x + y) % 16];
                    case 4 -> colours[(x + 3 * y) % 100];
                    case 5 -> colours[(x / 20 + y) % 127];
                    case 6 -> colours[(x + 64 * y) % 300];
                    case 7 -> x * 0x010203 + y * 0x040100;
                    case 8 -> colours[y / 7 % 130];
                    default -> noise[y * WIDTH + x];
                };
    }

    @ParameterizedTest
    @ValueSource(ints = {RAW, 6, TIGHT, ZRLE})
    void everyPicture_everyLayout_arrivesAsItIs(int encoding) throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, mixed(1));
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(encoding);
                int seed = 2;
                for (ClientPixels format : FORMATS) {
                    // The streams go on from one layout to the next.
                    client.format(format);
                    picture.fill(0, 0, WIDTH, HEIGHT, mixed(seed++));
                    client.request(false);
                    client.update();
                    assertEquals("", client.difference(picture.rgb), format.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TIGHT, ZRLE})
    void everyWayOfTheEncoding_isUsed_andArrivesAsItIs(int encoding) throws IOException {
        int ways = encoding == TIGHT ? 0xf : 0x1f0;
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, mixed(1));
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(encoding);
                // A column of each kind for itself, as Tight looks at a tile as a whole; and a
                // pixel, which is so small that it is not compressed.
                for (int x = 0; x < WIDTH; x += 64) {
                    client.request(false, x, 0, Math.min(64, WIDTH - x), HEIGHT);
                    client.update();
                }
                client.request(false, WIDTH - 3, HEIGHT - 1, 3, 1);
                client.update();
                assertEquals("", client.difference(picture.rgb));
                assertEquals(ways, client.seen());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RAW, 6, TIGHT, ZRLE})
    void smallDamage_oneAfterAnother_arrivesAsItIs(int encoding) throws IOException {
        Random random = new Random(encoding);
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, mixed(1));
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(encoding);
                client.request(false);
                client.update();
                for (int i = 0; i < 30; i++) {
                    int x = random.nextInt(WIDTH);
                    int y = random.nextInt(HEIGHT);
                    Rect rect =
                            new Rect(
                                    x,
                                    y,
                                    1 + random.nextInt(WIDTH - x),
                                    1 + random.nextInt(HEIGHT - y));
                    picture.fill(rect.x(), rect.y(), rect.width(), rect.height(), mixed(i));
                    guest.surface.damage(rect);
                    client.request(true);
                    client.update();
                    assertEquals("", client.difference(picture.rgb), rect.toString());
                }
            }
        }
    }
}
