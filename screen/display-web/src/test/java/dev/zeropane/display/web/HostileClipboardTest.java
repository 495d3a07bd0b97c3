// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.web.clipboard.GuestAgent;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Viewers that do with the clipboard what they should not: what is too much is left out, what is
/// no message ends the connection, and nobody else notices.
final class HostileClipboardTest {
    private final GuestAgent agent = new GuestAgent();
    private final Guest guest = new Guest();

    HostileClipboardTest() {
        guest.display.shareClipboard(agent.shared);
        guest.show(8, 8, (x, y) -> x * y);
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private RfbClient viewer() throws IOException {
        RfbClient client = RfbClient.connect(guest.port());
        client.encodings(CutText.EXTENDED, 0);
        assertEquals(CutText.CAPS, client.message());
        client.request(false);
        client.update();
        return client;
    }

    private static void beAsked(RfbClient client) throws IOException {
        CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
        assertEquals(CutText.REQUEST, client.cutText());
    }

    /// The connection goes on, and so does everybody's.
    private void requireServed(RfbClient client) throws Exception {
        beAsked(client);
        CutText.provide(client, "still here");
        assertEquals("still here", agent.offered());
        try (RfbClient next = viewer()) {
            agent.copy("for the next");
            assertEquals(CutText.NEWS, next.cutText());
            CutText.send(next, CutText.ACTION_REQUEST | CutText.TEXT);
            assertEquals(CutText.PROVIDE + "for the next", next.cutText());
        }
    }

    @Test
    void textThatIsTooLong_isLeftOut_andSaidOnce() throws Exception {
        try (RfbClient client = viewer()) {
            String text = "x".repeat(ClipboardText.MAX_BYTES + 1);
            for (int i = 0; i < 2; i++) {
                beAsked(client);
                CutText.provide(client, text);
                byte[] plain = new byte[text.length()];
                client.cutText(plain.length, plain);
            }
            // Not too long before it is UTF-8.
            byte[] umlauts = new byte[ClipboardText.MAX_BYTES];
            Arrays.fill(umlauts, (byte) 0xfc);
            client.cutText(umlauts.length, umlauts);
            requireServed(client);
            assertTrue(
                    Guest.next(guest.log)
                            .endsWith(
                                    "a text of 1048550 bytes is left out: a guest's clipboard takes"
                                            + " 1048548 at most"));
            assertEquals(0, guest.log.size());
        }
    }

    @Test
    void textThatIsNotUtf8_isLeftOut() throws Exception {
        try (RfbClient client = viewer()) {
            beAsked(client);
            byte[] text = {(byte) 0xff, (byte) 0xfe, 0};
            CutText.send(client, CutText.ACTION_PROVIDE | CutText.TEXT, CutText.zlib(3, text));
            requireServed(client);
            assertTrue(Guest.next(guest.log).endsWith("a text that is not UTF-8 is left out"));
        }
    }

    /// What it takes to decompress 4 GiB is less than 5 MiB; we stop after one.
    @Test
    void bombs_areNotDecompressed() throws Exception {
        byte[] lie = CutText.zlib(-1, new byte[16 << 20]);
        byte[] unlimited = CutText.zlib(2 * ClipboardText.MAX_BYTES, new byte[16 << 20]);
        try (RfbClient client = viewer()) {
            for (int i = 0; i < 20; i++) {
                // That nobody has asked for.
                CutText.send(client, CutText.ACTION_PROVIDE | CutText.TEXT, unlimited);
            }
            beAsked(client);
            CutText.send(client, CutText.ACTION_PROVIDE | CutText.TEXT, lie);
            beAsked(client);
            CutText.send(client, CutText.ACTION_PROVIDE | CutText.TEXT, unlimited);
            requireServed(client);
            assertEquals(0, agent.offersLeft());
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Shorter than its flags, and as long as no message can be.
        "fffffffd 000000, no flags",
        "80000000 00, it sent a text of 2147483648 bytes",
        // Two actions, none, and such as nobody knows.
        "fffffffc 06000001, flags 6000001",
        "fffffffc 00000001, flags 1",
        "fffffffc 20000001, flags 20000001",
        // Sizes that are not there.
        "fffffff8 01000003 00000000, 4 bytes for 2 of 16 formats"
    })
    void whatIsNoMessage_endsTheConnection(String message, String said) throws Exception {
        try (RfbClient client = viewer()) {
            client.out.write(HexFormat.of().parseHex(("06000000" + message).replace(" ", "")));
            client.out.flush();
            assertTrue(client.ends());
            String log = Guest.next(guest.log);
            assertTrue(log.contains(said), log);
        }
    }

    @ParameterizedTest
    @CsvSource({"ffffffff, no zlib stream", "789c, cut short", "78bb00000001, cut short"})
    void textThatIsNotCompressed_endsTheConnection(String zlib, String said) throws Exception {
        try (RfbClient client = viewer()) {
            beAsked(client);
            CutText.send(
                    client, CutText.ACTION_PROVIDE | CutText.TEXT, HexFormat.of().parseHex(zlib));
            assertTrue(client.ends());
            String log = Guest.next(guest.log);
            assertTrue(log.contains(said), log);
        }
    }

    @Test
    void endlessNotices_areAskedAboutAtABearablePace() throws Exception {
        try (RfbClient client = viewer()) {
            long start = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                CutText.send(client, CutText.ACTION_NOTIFY | CutText.TEXT);
            }
            CutText.send(client, CutText.ACTION_PEEK);
            int requests = 0;
            while (client.cutText().equals(CutText.REQUEST)) {
                requests++;
            }
            long tenths = (System.nanoTime() - start) / 100_000_000;
            assertTrue(requests <= tenths + 1, requests + " requests in " + tenths);
        }
        try (RfbClient client = viewer()) {
            requireServed(client);
        }
    }

    /// A viewer that asks for a text again and again, and reads none of them.
    @Test
    void requestsWithoutEnd_areOne_andTheGuestIsAskedOnce() throws Exception {
        try (RfbClient client = viewer();
                RfbClient other = viewer()) {
            agent.copy("x".repeat(ClipboardText.MAX_BYTES));
            assertEquals(CutText.NEWS, client.cutText());
            assertEquals(CutText.NEWS, other.cutText());
            for (int i = 0; i < 20_000; i++) {
                CutText.send(client, CutText.ACTION_REQUEST | CutText.TEXT);
            }
            CutText.send(other, CutText.ACTION_REQUEST | CutText.TEXT);
            assertTrue(other.cutText().startsWith(CutText.PROVIDE + "xxx"));
            assertEquals(1, agent.requests.get());
            requireServed(other);
        }
    }
}
