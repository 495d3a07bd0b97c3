// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.web.clipboard.GuestAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The clipboard that a guest shares, in viewers that know all of it and in others.
final class ClipboardTest {
    private static final String FOX = "a 🦊\nbéta\n\n";

    private final GuestAgent agent = new GuestAgent();
    private final Guest guest = new Guest();

    ClipboardTest() {
        guest.display.shareClipboard(agent.shared);
        guest.show(8, 8, (x, y) -> x * y);
    }

    @AfterEach
    void close() {
        guest.close();
    }

    /// Connected, and the first picture asked for.
    private static RfbClient begun(RfbClient client) throws IOException {
        client.request(false);
        client.update();
        return client;
    }

    /// That says what it knows.
    private RfbClient viewer(int... encodings) throws IOException {
        RfbClient client = RfbClient.connect(guest.port());
        client.encodings(encodings);
        return begun(client);
    }

    private RfbClient extended() throws IOException {
        return extended(RfbClient.connect(guest.port()));
    }

    private static RfbClient extended(RfbClient client) throws IOException {
        client.encodings(CutText.EXTENDED, 0);
        assertEquals(CutText.CAPS, client.message());
        return begun(client);
    }

    private static String asked(RfbClient client) throws IOException {
        CutText.send(client, CutText.ACTION_REQUEST | CutText.TEXT);
        return client.cutText();
    }

    @Test
    void guestsText_isAnnounced_andGivenToWhoAsks_withTheEndsOfLinesOfTheProtocol()
            throws Exception {
        try (RfbClient client = extended()) {
            agent.copy(FOX + "x\r\ny\rz");
            assertEquals(CutText.NEWS, client.cutText());
            assertEquals(CutText.PROVIDE + "a 🦊\r\nbéta\r\n\r\nx\r\ny\r\nz", asked(client));
            agent.shared.guestGone();
            assertEquals(CutText.NO_NEWS, client.cutText());
        }
    }

    @Test
    void viewersText_isAskedForAtOnce_andOfferedToTheGuest() throws Exception {
        try (RfbClient client = extended()) {
            CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
            assertEquals(CutText.REQUEST, client.cutText());
            CutText.provide(client, "a 🦊\r\nbéta\r\n\nx\ry");
            assertEquals("a 🦊\nbéta\n\nx\ny", agent.offered());
            // A person's programs have forgotten it.
            CutText.send(client, CutText.ACTION_NOTIFY);
            assertEquals("", agent.offered());
        }
    }

    @Test
    void viewersText_isForgotten_whatSomebodyElseCopiedSinceIsNot() throws Exception {
        try (RfbClient client = extended()) {
            CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
            assertEquals(CutText.REQUEST, client.cutText());
            CutText.provide(client, FOX);
            assertEquals(FOX, agent.offered());
            agent.shared.copy(Selection.CLIPBOARD, ClipboardText.of("newer").orElseThrow());
            assertEquals("newer", agent.offered());
            CutText.send(client, CutText.ACTION_NOTIFY);
            CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
            assertEquals(CutText.REQUEST, client.cutText());
            CutText.provide(client, "last");
            assertEquals("last", agent.offered());
        }
    }

    /// Whoever answers each of many would be closed for asking faster than it takes answers.
    @Test
    void encodingsSaidAgain_capsAreSaidOnce() throws Exception {
        try (RfbClient client = extended()) {
            client.encodings(CutText.EXTENDED, 0);
            agent.copy(FOX);
            assertEquals(CutText.NEWS, client.cutText());
        }
    }

    @Test
    void largestTexts_goBothWays() throws Exception {
        String random =
                new Random(1)
                        .ints(ClipboardText.MAX_BYTES, ' ', '~')
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        String lines = "\n".repeat(ClipboardText.MAX_BYTES);
        try (RfbClient client = extended()) {
            for (String text : List.of(random, lines)) {
                agent.copy(text);
                assertEquals(CutText.NEWS, client.cutText());
                String wire = text.replace("\n", "\r\n");
                assertTrue((CutText.PROVIDE + wire).equals(asked(client)), "the guest's");
                CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
                String next = client.cutText();
                assertEquals(CutText.REQUEST, next);
                // Not the guest's own, which would not be offered to it.
                CutText.provide(client, "v" + text.substring(1).replace("\n", "\r\n"));
                assertTrue(("v" + text.substring(1)).equals(agent.offered()), "the viewer's");
                // As the host has copied.
                assertEquals(CutText.NO_NEWS, client.cutText());
            }
        }
    }

    @Test
    void viewerThatKnowsLatin1Only_getsAndGivesThat() throws Exception {
        try (RfbClient client = viewer(0)) {
            agent.copy(FOX);
            assertEquals(CutText.PLAIN + "a ?\nbéta\n\n", client.cutText());
            byte[] text = "\u00dcber\r\nuns".getBytes(StandardCharsets.ISO_8859_1);
            client.cutText(text.length, text);
            assertEquals("\u00dcber\nuns", agent.offered());
        }
    }

    @Test
    void all_getTheGuestsText_whateverTheyComeBy() throws Exception {
        try (Page page = new Page();
                Guest onPage = new Guest(page.server, "vm")) {
            onPage.display.shareClipboard(agent.shared);
            onPage.show(8, 8, (x, y) -> x * y);
            try (RfbClient one = extended();
                    RfbClient two = extended(RfbClient.connect(page.connect("/rfb/1/0")));
                    RfbClient plain = viewer(0)) {
                assertAllGet(one, two, plain);
            }
        }
    }

    private void assertAllGet(RfbClient one, RfbClient two, RfbClient plain) throws IOException {
        agent.copy("for all");
        assertEquals(CutText.NEWS, one.cutText());
        assertEquals(CutText.NEWS, two.cutText());
        assertEquals(CutText.PROVIDE + "for all", asked(one));
        assertEquals(CutText.PROVIDE + "for all", asked(two));
        assertEquals(CutText.PLAIN + "for all", plain.cutText());
        assertEquals(1, agent.requests.get());
    }

    /// It would take the place of what a person has copied for the guest before connecting.
    @Test
    void textOfBefore_isThereForWhoAsks_andNotAnnounced() throws Exception {
        try (RfbClient first = extended()) {
            agent.copy("of before");
            assertEquals(CutText.NEWS, first.cutText());
        }
        try (RfbClient client = extended();
                RfbClient plain = viewer(0)) {
            CutText.send(client, CutText.ACTION_PEEK);
            assertEquals(CutText.NEWS, client.cutText());
            assertEquals(CutText.PROVIDE + "of before", asked(client));
            agent.copy("of now");
            assertEquals(CutText.NEWS, client.cutText());
            assertEquals(CutText.PLAIN + "of now", plain.cutText());
        }
    }

    @Test
    void viewerThatIsNotToBeAsked_getsTextsAtOnce_upToTheLengthItSays() throws Exception {
        try (RfbClient client = extended()) {
            CutText.send(
                    client,
                    CutText.ACTION_CAPS | CutText.ACTION_PROVIDE | CutText.TEXT,
                    new byte[] {0, 0, 0, 8});
            // Until that is known.
            CutText.send(client, CutText.ACTION_PEEK);
            assertEquals(CutText.NO_NEWS, client.cutText());
            agent.copy("too long for it");
            agent.copy("short");
            assertEquals(CutText.PROVIDE + "short", client.cutText());
        }
    }

    @Test
    void slowGuest_holdsUpNeitherPicturesNorWords_andItsLastTextCounts() throws Exception {
        agent.beSlow();
        try (RfbClient client = extended()) {
            agent.copy("first");
            assertEquals(CutText.NEWS, client.cutText());
            CutText.send(client, CutText.ACTION_REQUEST | CutText.TEXT);
            client.request(false);
            client.update();
            agent.copy("second");
            assertEquals(CutText.NEWS, client.cutText());
            agent.answer();
            agent.answer();
            assertEquals(CutText.PROVIDE + "second", client.cutText());
        }
    }

    @Test
    void clipboardThatIsNotShared_isNotSpokenOf() throws Exception {
        try (Guest alone = new Guest();
                RfbClient client = RfbClient.connect(alone.port())) {
            alone.show(8, 8, (x, y) -> x * y);
            client.encodings(CutText.EXTENDED, 0);
            byte[] text = new byte[ClipboardText.MAX_BYTES + 1];
            client.cutText(text.length, text);
            client.request(false);
            client.update();
            assertEquals(List.of(), client.others);
            CutText.send(client, CutText.ACTION_PEEK);
            assertTrue(client.ends());
            assertTrue(Guest.next(alone.log).contains("it sent a text of"));
        }
    }
}
