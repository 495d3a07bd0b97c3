// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.RfbClient.Rectangle;
import dev.zeropane.dmabuf.PixelFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a client is sent what.
final class UpdatesTest {
    private static final int RAW = 0;
    private static final int LAST_RECT = -224;
    private static final int FENCE = -312;
    private static final int CONTINUOUS = -313;
    private static final int FENCE_REQUEST = 0x80000000;

    private static int grey(int x, int y) {
        return 0x333333;
    }

    private static int red(int x, int y) {
        return 0xcc0000 + x + y;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 8})
    void handshake_eachVersion_sizeAndNameOfTheScreen(int minor) throws IOException {
        try (Guest guest = new Guest()) {
            guest.display.guestChanged(Optional.of("vm"));
            guest.show(128, 64, UpdatesTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port(), minor)) {
                assertEquals(
                        "128x64 vm - Zeropane",
                        client.width + "x" + client.height + " " + client.name);
            }
        }
    }

    @Test
    void noFrameYet_blackOfTheUsualSize_andThePictureWhenItComes() throws IOException {
        try (Guest guest = new Guest();
                RfbClient client = RfbClient.connect(guest.port())) {
            assertEquals("1280x800", client.width + "x" + client.height);
            client.request(false);
            client.update();
            assertEquals("", client.difference(new int[1280 * 800]));
            client.request(true);
            Picture picture = guest.show(1280, 800, UpdatesTest::red);
            client.update();
            assertEquals("", client.difference(picture.rgb));
        }
    }

    @Test
    void incrementalRequest_waitsForDamage_andGetsThatAlone() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 100, UpdatesTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(false);
                client.update();
                client.request(true);
                picture.fill(10, 20, 5, 6, UpdatesTest::red);
                picture.fill(90, 90, 1, 1, UpdatesTest::red);
                guest.surface.damage(new Rect(10, 20, 5, 6));
                assertEquals(List.of(new Rectangle(10, 20, 5, 6, RAW)), client.update());
                guest.surface.damage(new Rect(90, 90, 100, 100));
                guest.surface.damage(new Rect(0, 0, 1, 1));
                client.request(true);
                // Exact: not all that is between them.
                assertEquals(
                        List.of(new Rectangle(90, 90, 10, 10, RAW), new Rectangle(0, 0, 1, 1, RAW)),
                        client.update());
                assertEquals("", client.difference(picture.rgb));
            }
        }
    }

    @Test
    void requestOfAPart_getsThatPart_andTheRestLater() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 60, UpdatesTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(true, 0, 0, 100, 30);
                assertEquals(List.of(new Rectangle(0, 0, 100, 30, RAW)), client.update());
                client.request(true);
                assertEquals(List.of(new Rectangle(0, 30, 100, 30, RAW)), client.update());
                assertEquals("", client.difference(picture.rgb));
            }
        }
    }

    @Test
    void screenOff_black_andForgottenMemoryIsNotRead() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 100, UpdatesTest::red);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(false);
                client.update();
                guest.surface.off();
                picture.takeBack();
                client.request(true);
                client.update();
                assertEquals("", client.difference(new int[100 * 100]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryTakenBack_updateIsOfTheFormThatWasAnnounced(boolean lastRect) throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 60, UpdatesTest::red);
            picture.takeBack();
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(RAW, lastRect ? LAST_RECT : RAW);
                client.request(false);
                // Black, or what had been sent until then: nothing.
                assertEquals(lastRect ? 0 : 1, client.update().size());
                Picture next = guest.show(100, 60, UpdatesTest::red);
                client.request(false);
                client.update();
                assertEquals("", client.difference(next.rgb));
            }
        }
    }

    @Test
    void fence_isSentBack_withWhatIsUnderstoodOfIt() throws IOException {
        try (Guest guest = new Guest();
                RfbClient client = RfbClient.connect(guest.port())) {
            client.encodings(RAW, FENCE, CONTINUOUS);
            assertEquals("fence 80000000 ", client.message());
            assertEquals("end", client.message());
            client.fence(FENCE_REQUEST | 0x4003, new byte[] {1, 2, 3});
            assertEquals("fence 3 010203", client.message());
        }
    }

    @Test
    void fenceThatBelongsToTheNextMessage_isAnsweredWithIt() throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 100, UpdatesTest::red);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.fence(FENCE_REQUEST | 4, new byte[] {9});
                // Would be answered in the old layout before the fence if that were not held, or
                // after it if it were sent back at once.
                client.format(ClientPixels.RGB565);
                client.request(false);
                assertEquals("fence 4 09", client.message());
                client.update();
                assertEquals("", client.difference(picture.rgb));
            }
        }
    }

    @Test
    void continuousUpdates_comeWithoutRequests_twoAtATime_untilTheyAreConfirmed()
            throws IOException {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 100, UpdatesTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(RAW, FENCE, CONTINUOUS);
                client.message();
                client.message();
                client.fence(0, new byte[0]);
                client.continuous(true, 0, 0, 100, 100);
                client.update();
                String fence = client.message();
                guest.surface.damage(new Rect(0, 0, 1, 1));
                client.update();
                client.message();
                // A third is not sent before one of them is confirmed; it then has what came
                // meanwhile.
                guest.surface.damage(new Rect(0, 0, 2, 2));
                picture.fill(0, 0, 3, 3, UpdatesTest::red);
                guest.surface.damage(new Rect(0, 0, 3, 3));
                client.fence(FENCE_REQUEST, new byte[] {7});
                assertEquals("fence 0 07", client.message());
                client.fence(
                        Integer.parseUnsignedInt(fence.split(" ", -1)[1], 16) & 7, new byte[0]);
                assertEquals(List.of(new Rectangle(0, 0, 3, 3, RAW)), client.update());
                assertEquals("", client.difference(picture.rgb));
                client.message();
                client.continuous(false, 0, 0, 0, 0);
                assertEquals("end", client.message());
            }
        }
    }

    @Test
    void clientThatDoesNotRead_delaysNobody_andSeesTheLatestPictureWhenItDoes() throws Exception {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(1024, 1024, UpdatesTest::grey);
            try (RfbClient slow = RfbClient.connect(guest.port());
                    RfbClient client = RfbClient.connect(guest.port())) {
                slow.request(false);
                slow.request(true);
                slow.request(true);
                long end = System.nanoTime() + 20_000_000_000L;
                for (int i = 0; i < 20; i++) {
                    int shade = i * 0x010101;
                    picture.fill(0, 0, 1024, 1024, (_, _) -> shade);
                    guest.surface.damage(picture.frame.bounds());
                    client.request(true);
                    client.update();
                }
                assertTrue(System.nanoTime() < end, "others were delayed");
                assertEquals("", client.difference(picture.rgb));
                slow.update();
                slow.request(true);
                slow.update();
                assertEquals("", slow.difference(picture.rgb));
                // 20 pictures, of which it was sent two or three.
                assertTrue(guest.surface.stats().shown() <= 25, guest.surface.stats().toString());
            }
        }
    }

    @Test
    void guestOf16Bits_isSeen() throws IOException {
        int[] red = new int[16 * 16];
        Arrays.fill(red, 0xff0000);
        try (Arena arena = Arena.ofShared();
                Guest guest = new Guest()) {
            MemorySegment memory = arena.allocate(2L * red.length);
            for (int i = 0; i < red.length; i++) {
                memory.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) 0xf800);
            }
            guest.surface.show(
                    new Frame(16, 16, PixelFormat.RGB565, 32, 0, new LinearMemory(memory)));
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(false);
                client.update();
                assertEquals("", client.difference(red));
            }
        }
    }

    @Test
    void nobodyLooks_nothingIsRead() {
        try (Guest guest = new Guest()) {
            Picture picture = guest.show(100, 100, UpdatesTest::grey);
            guest.surface.damage(picture.frame.bounds());
            assertEquals(0, guest.surface.stats().bytesCopied());
        }
    }

    @Test
    void flipsWithoutPause_areShownNoFasterThanPeopleSee() throws Exception {
        try (Guest guest = new Guest()) {
            Picture one = guest.show(64, 64, UpdatesTest::grey);
            CountDownLatch stop = new CountDownLatch(1);
            Thread flips =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (stop.getCount() > 0) {
                                    guest.surface.show(one.frame);
                                    // Thousands a second, and the lock is free in between.
                                    LockSupport.parkNanos(50_000);
                                }
                            });
            long before = System.nanoTime();
            try (RfbClient client = RfbClient.connect(guest.port())) {
                for (int i = 0; i < 10; i++) {
                    client.request(true);
                    client.update();
                }
            }
            stop.countDown();
            flips.join();
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertTrue(millis >= 9 * 16, "10 updates in " + millis + " ms");
        }
    }
}
