// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.shinyhut.vernacular.client.VernacularClient;
import com.shinyhut.vernacular.client.VernacularConfig;
import com.shinyhut.vernacular.client.rendering.ColorDepth;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.Guest.Picture;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A client that nobody here wrote.
final class VernacularTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 100;

    private final BlockingQueue<Image> pictures = new LinkedBlockingQueue<>();
    private final BlockingQueue<Image> cursors = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    private VernacularClient client(ColorDepth depth, boolean zlib, int port) {
        VernacularConfig config = new VernacularConfig();
        config.setColorDepth(depth);
        config.setEnableZLibEncoding(zlib);
        config.setEnableHextileEncoding(false);
        config.setEnableRreEncoding(false);
        config.setUseLocalMousePointer(true);
        config.setTargetFramesPerSecond(200);
        config.setScreenUpdateListener(pictures::add);
        config.setMousePointerUpdateListener((image, _) -> cursors.add(image));
        config.setErrorListener(e -> errors.add(e.toString()));
        VernacularClient client = new VernacularClient(config);
        client.start("127.0.0.1", port);
        return client;
    }

    private static int colour(int x, int y) {
        return x * 0x010101 ^ y * 0x020500 ^ ((x * y) << 3);
    }

    /// Waits until the client shows this.
    private void awaitPicture(Picture picture, int mask) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            BufferedImage image = copy(Guest.next(pictures));
            String difference = difference(image, picture, mask);
            if (difference.isEmpty()) {
                return;
            }
            seen.add(difference);
            if (seen.size() > 50) {
                throw new AssertionError(seen + " " + errors);
            }
        }
    }

    private static BufferedImage copy(Image image) {
        BufferedImage copy =
                new BufferedImage(
                        image.getWidth(null), image.getHeight(null), BufferedImage.TYPE_INT_RGB);
        copy.getGraphics().drawImage(image, 0, 0, null);
        return copy;
    }

    private static String difference(BufferedImage image, Picture picture, int mask) {
        for (int y = 0; y < picture.height; y++) {
            for (int x = 0; x < picture.width; x++) {
                int is = image.getRGB(x, y) & mask;
                int expected = picture.rgb[y * picture.width + x] & mask;
                if (is != expected) {
                    return "%d,%d: %06x instead of %06x".formatted(x, y, is, expected);
                }
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource({"BPP_24_TRUE, false", "BPP_24_TRUE, true"})
    void pictureAndWhatChanges_areSeen(ColorDepth depth, boolean zlib) throws Exception {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(WIDTH, HEIGHT, VernacularTest::colour);
            VernacularClient client = client(depth, zlib, guest.port());
            try {
                awaitPicture(picture, 0xffffff);
                picture.fill(20, 30, 40, 50, (x, y) -> ~colour(x, y));
                guest.surface.damage(new Rect(20, 30, 40, 50));
                awaitPicture(picture, 0xffffff);
            } finally {
                client.stop();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"BPP_8_TRUE", "BPP_8_INDEXED", "BPP_16_TRUE"})
    void fewColours_blackWhiteAndTheLikeAreSeen(ColorDepth depth) throws Exception {
        try (Guest guest = new Guest()) {
            Picture picture =
                    guest.show(
                            WIDTH,
                            HEIGHT,
                            (x, y) ->
                                    (x / 25 % 2 == 0 ? 0xff0000 : 0)
                                            | (x / 50 % 2 == 0 ? 0xff00 : 0)
                                            | (y / 50 == 0 ? 0xff : 0));
            VernacularClient client = client(depth, false, guest.port());
            try {
                // What is full is nearly full there.
                awaitPicture(picture, 0x808080);
            } finally {
                client.stop();
            }
        }
    }

    @Test
    void cursor_isSeen() throws Exception {
        try (Guest guest = new Guest()) {
            guest.show(WIDTH, HEIGHT, VernacularTest::colour);
            guest.surface.cursor(CursorPicture.of(2, 1, new int[] {0xffff0000, 0}, 0, 0));
            VernacularClient client = client(ColorDepth.BPP_24_TRUE, false, guest.port());
            try {
                Image cursor = Guest.next(cursors);
                assertEquals("2x1", cursor.getWidth(null) + "x" + cursor.getHeight(null));
                assertEquals(0xff0000, copy(cursor).getRGB(0, 0) & 0xffffff);
            } finally {
                client.stop();
            }
        }
    }

    @Test
    void keysAndPointer_arrive() throws Exception {
        try (Guest guest = new Guest()) {
            guest.show(WIDTH, HEIGHT, VernacularTest::colour);
            VernacularClient client = client(ColorDepth.BPP_24_TRUE, false, guest.port());
            try {
                Guest.next(pictures);
                client.type("!");
                assertEquals(
                        List.of(
                                new InputEvent.Key(42, true),
                                new InputEvent.Key(2, true),
                                new InputEvent.Key(2, false),
                                new InputEvent.Key(42, false)),
                        events(guest, 4));
                client.moveMouse(50, 25);
                client.updateMouseButton(1, true);
                client.updateMouseButton(1, false);
                List<InputEvent> events = events(guest, 5);
                assertEquals(
                        new InputEvent.Pointer(Place.ofPixel(0, 50, 25, WIDTH, HEIGHT)),
                        events.getFirst());
                assertEquals(new InputEvent.Button(0x110, true), events.get(2));
                assertEquals(new InputEvent.Button(0x110, false), events.get(4));
            } finally {
                client.stop();
            }
        }
    }

    private static List<InputEvent> events(Guest guest, int count) throws InterruptedException {
        List<InputEvent> events = new ArrayList<>();
        while (events.size() < count) {
            events.addAll(Guest.next(guest.input));
        }
        return events;
    }
}
