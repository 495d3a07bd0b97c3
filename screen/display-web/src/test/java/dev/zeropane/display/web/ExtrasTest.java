// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.RfbClient.Rectangle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client is told beside pixels.
final class ExtrasTest {
    private static final int RAW = 0;
    private static final int DESKTOP_SIZE = -223;
    private static final int CURSOR = -239;
    private static final int LEDS = -261;
    private static final int NAME = -307;
    private static final int EXTENDED_DESKTOP_SIZE = -308;
    private static final int CURSOR_WITH_ALPHA = -314;
    private static final int VMWARE_CURSOR = 0x574d5664;

    private static int grey(int x, int y) {
        return 0x333333;
    }

    private static int red(int x, int y) {
        return 0xcc0000 + x + y;
    }

    @ParameterizedTest
    @ValueSource(ints = {DESKTOP_SIZE, EXTENDED_DESKTOP_SIZE})
    void anotherMode_clientFollows(int ability) throws IOException {
        try (Guest guest = new Guest()) {
            guest.show(100, 100, ExtrasTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(RAW, ability);
                client.request(false);
                client.update();
                Picture larger = guest.show(200, 50, ExtrasTest::red);
                client.request(true);
                assertEquals(List.of(new Rectangle(0, 0, 200, 50, ability)), client.update());
                client.request(true);
                client.update();
                assertEquals("", client.difference(larger.rgb));
            }
        }
    }

    @Test
    void anotherMode_clientThatCannotFollow_seesWhatFits() throws IOException {
        try (Guest guest = new Guest()) {
            guest.show(100, 100, ExtrasTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.request(false);
                client.update();
                guest.show(120, 60, ExtrasTest::red);
                client.request(true);
                client.update();
                int[] expected = new int[100 * 100];
                for (int i = 0; i < 60 * 100; i++) {
                    expected[i] = red(i % 100, i / 100);
                }
                assertEquals("", client.difference(expected));
            }
        }
    }

    @Test
    void sizeOfAClient_isWishedOfTheGuest() throws Exception {
        try (Guest guest = new Guest()) {
            guest.show(100, 100, ExtrasTest::grey);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(RAW, EXTENDED_DESKTOP_SIZE);
                client.request(false);
                client.update();
                assertEquals("size 0 0 100x100", client.said.getLast());
                client.desktopSize(640, 480);
                client.request(true);
                client.update();
                assertEquals("size 1 4 100x100", client.said.getLast());
                assertEquals(new Mode(640, 480), Guest.next(guest.wishes));
                client.desktopSize(0, 480);
                client.request(true);
                client.update();
                assertEquals("size 1 3 100x100", client.said.getLast());
            }
        }
    }

    @Test
    void cursor_inTheWayTheClientUnderstands() throws IOException {
        // Half transparent red, with alpha multiplied in; and opaque blue.
        CursorPicture picture = CursorPicture.of(2, 1, new int[] {0x80800000, 0xff0000ff}, 1, 0);
        try (Guest guest = new Guest()) {
            guest.show(10, 10, ExtrasTest::grey);
            guest.surface.cursor(picture);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                for (String expected :
                        List.of(
                                CURSOR + " cursor 0000ff00ff000000 c0",
                                VMWARE_CURSOR + " vmware ff0000800000ffff",
                                CURSOR_WITH_ALPHA + " alpha 800000800000ffff")) {
                    String[] parts = expected.split(" ", 2);
                    client.encodings(RAW, Integer.parseInt(parts[0]));
                    client.request(false);
                    assertEquals(
                            new Rectangle(1, 0, 2, 1, Integer.parseInt(parts[0])),
                            client.update().getFirst());
                    assertEquals(parts[1], client.said.getLast());
                }
                guest.surface.cursor(Cursor.HIDDEN);
                client.request(true);
                client.update();
                assertEquals("alpha ", client.said.getLast());
            }
        }
    }

    @Test
    void lightsAndName_areSaidWhenTheyChange() throws IOException {
        try (Guest guest = new Guest()) {
            guest.show(10, 10, ExtrasTest::grey);
            guest.display.lightsChanged(new Lights(false, true, false));
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.encodings(RAW, LEDS, NAME);
                client.request(false);
                client.update();
                assertEquals("lights 2", client.said.getLast());
                client.request(true);
                guest.display.lightsChanged(new Lights(true, false, true));
                client.update();
                assertEquals("lights 5", client.said.getLast());
                client.request(true);
                guest.display.guestChanged(Optional.of("vm\u00e9"));
                client.update();
                assertEquals("name vm\u00e9 - Zeropane", client.said.getLast());
            }
        }
    }

    @Test
    void colourMap_isSent_andItsNumbersAreThePixels() throws IOException {
        try (Guest guest = new Guest()) {
            guest.show(1, 1, (_, _) -> 0xffff00);
            try (RfbClient client = RfbClient.connect(guest.port())) {
                client.out.write(new byte[] {0, 0, 0, 0, 8, 8, 0, 0});
                client.out.write(new byte[12]);
                client.request(false);
                String colours = client.message();
                assertEquals(0, client.in.readShort());
                assertEquals(1, client.in.readShort());
                client.in.readNBytes(12);
                int number = client.in.readUnsignedByte();
                int at = "colours ".length() + 12 * number;
                assertEquals("ffffffff0000", colours.substring(at, at + 12));
            }
        }
    }
}
