// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.access.Keys;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.clipboard.GuestAgent;
import dev.zeropane.display.web.session.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Anything that a socket carries is a connection that ends, and the next client is served: what
/// comes before TLS, within it, and as frames of WebSockets. `-Dseed=N` repeats a run.
final class FuzzedConnectionsTest {
    /// Ways through the handshake of a server with a lock, right and wrong ones.
    private static final List<String> HANDSHAKES =
            List.of(
                    "524642203030332e3030380a 13 0002 00000106",
                    "524642203030332e3030370a 13 0002 00000105",
                    "524642203030332e3030330a",
                    "524642203030332e3030380a 13 0002 00000106 16030100050100000103",
                    "524642203030332e3030380a 13 0002 00000105 1603030000 1503010002 0228",
                    "524642203030332e3030380a 13 0002 00000106 1403030001 01 1703030000",
                    "524642203030332e3030380a 13 0002 00000106 170303ffff",
                    "524642203030332e3030380a 01 01",
                    "474554202f20485454502f312e310d0a0d0a");

    /// Frames of an upgraded WebSocket, masked by zeros: RFB as it should be, in pieces, with pings
    /// between them, and such as no browser sends.
    private static final List<String> FRAMES =
            List.of(
                    "828c 00000000 524642203030332e3030380a",
                    "8281 00000000 01",
                    "828a 00000000 03000000000000400040",
                    "0286 00000000 524642203030 8986 00000000 706f6e672121 8086 00000000"
                            + "332e3030380a",
                    "8180 00000000",
                    "8882 00000000 03e8",
                    "8881 00000000 03",
                    "82fe 0001 00000000 01",
                    "82ff 0000000000010001 00000000",
                    "82ff ffffffffffffffff 00000000",
                    "c28c 00000000 524642203030332e3030380a",
                    "820c 524642203030332e3030380a",
                    "89fe 0080 00000000",
                    "8380 00000000");

    /// What is said within TLS: lengths of a name and a password, and both.
    private static final List<String> NAMES =
            List.of(
                    "00000003 0000000d 616e79 636f727265637420686f727365",
                    "00000000 00000000",
                    "00000400 00000400",
                    "7fffffff ffffffff");

    /// The way to a server without a lock, and the extended clipboard.
    private static final String BEGIN = "524642203030332e3030380a010102000001c0a1e5ce";

    /// What a viewer says of its clipboard.
    private static final List<String> TEXTS =
            List.of(
                    "02000002 c0a1e5ce 00000000 03000000000000400040",
                    "06000000 fffffff8 1f000001 00000000",
                    "06000000 fffffff8 10000001 00000003",
                    "06000000 fffffffc 02000001 06000000 fffffffc 04000000",
                    "06000000 fffffffc 08000001 06000000 fffffffc 08000000",
                    "06000000 ffffffe7 10000001 789c636060e04ce4e54afa307f5917030010fc03a3",
                    "06000000 00000003 61fc0d");

    private static final int ROUNDS = 150;
    private static final int ROUNDS_BY_TLS = 15;
    private static final String PASSWORD = "correct horse";

    @TempDir private static Path directory;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void handshakes_end_andTheNextViewerIsServed() throws Exception {
        try (Guest guest = new Guest(lockedDoor(), Limits.USUAL)) {
            Picture picture = guest.show(64, 64, (x, y) -> x * y);
            for (int i = 0; i < ROUNDS; i++) {
                byte[] stream = mistaken(HANDSHAKES, 1);
                try (Socket socket = RfbClient.socket(guest.port())) {
                    send(socket, stream);
                }
            }
            requireServed(guest, picture);
        }
    }

    @Test
    void wordsWithinTls_end_andTheNextViewerIsServed() throws Exception {
        try (Guest guest = new Guest(lockedDoor(), Limits.USUAL)) {
            Picture picture = guest.show(64, 64, (x, y) -> x * y);
            for (int i = 0; i < ROUNDS_BY_TLS; i++) {
                try (VeNCryptClient client =
                        VeNCryptClient.offered(guest.port(), 8).choose(VeNCryptClient.X509_PLAIN)) {
                    client.tls();
                    byte[] words = mistaken(NAMES, 1);
                    // A password that is only wrong makes the next one wait.
                    words[0] |= (byte) (words.length > 11 ? 0x80 : 0);
                    send(client.socket(), words);
                }
            }
            requireServed(guest, picture);
        }
    }

    @Test
    void clipboards_end_andTheNextViewerIsServed() throws Exception {
        GuestAgent agent = new GuestAgent();
        try (Guest guest = new Guest()) {
            guest.display.shareClipboard(agent.shared);
            Picture picture = guest.show(64, 64, (x, y) -> x * y);
            for (int i = 0; i < ROUNDS; i++) {
                byte[] words = mistaken(TEXTS, 1 + random.nextInt(6));
                agent.copy("a text");
                try (Socket socket = RfbClient.socket(guest.port())) {
                    socket.getOutputStream().write(HexFormat.of().parseHex(BEGIN));
                    send(socket, words);
                }
            }
            try (RfbClient client = RfbClient.connect(guest.port())) {
                requirePicture(client, picture);
            }
        }
    }

    @Test
    void frames_end_andTheNextBrowserIsServed() throws Exception {
        try (Page page = new Page();
                Guest guest = new Guest(page.server, "vm")) {
            Picture picture = guest.show(64, 64, (x, y) -> x * y);
            for (int i = 0; i < ROUNDS; i++) {
                byte[] stream = mistaken(FRAMES, 1 + random.nextInt(5));
                try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
                    send(browser.socket(), stream);
                }
            }
            try (RfbClient client = RfbClient.connect(page.connect("/rfb/1/0"))) {
                requirePicture(client, picture);
            }
        }
    }

    private static Door lockedDoor() {
        Lock lock = Keys.lock(directory, PASSWORD);
        return new Door(InetAddress.ofLiteral("127.0.0.1"), Optional.of(lock));
    }

    private void requireServed(Guest guest, Picture picture) throws IOException {
        try (VeNCryptClient client =
                VeNCryptClient.offered(guest.port(), 8).choose(VeNCryptClient.X509_PLAIN)) {
            assertEquals("", client.tls().plain(PASSWORD).result(), () -> "seed " + seed);
            requirePicture(client.begin(), picture);
        }
    }

    private void requirePicture(RfbClient client, Picture picture) throws IOException {
        client.request(false);
        client.update();
        assertEquals("", client.difference(picture.rgb), () -> "seed " + seed);
    }

    /// Sends it and says that no more comes; waits until the server has ended the connection.
    private static void send(Socket socket, byte[] stream) throws IOException {
        try {
            socket.getOutputStream().write(stream);
            socket.shutdownOutput();
        } catch (SocketException e) {
            // It was ended already.
        }
        assertTrue(ConnectionEnd.await(socket.getInputStream()), "it is not ended");
    }

    /// Some of the seeds, with mistakes, or cut short.
    private byte[] mistaken(List<String> seeds, int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            hex.append(seeds.get(random.nextInt(seeds.size())));
        }
        byte[] stream = HexFormat.of().parseHex(hex.toString().replace(" ", ""));
        for (int left = random.nextInt(4); left > 0; left--) {
            stream[random.nextInt(stream.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : -1 << random.nextInt(9));
        }
        return Arrays.copyOf(stream, 1 + random.nextInt(stream.length));
    }
}
