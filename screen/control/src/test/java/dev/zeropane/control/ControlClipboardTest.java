// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static dev.zeropane.display.clipboard.Selection.CLIPBOARD;
import static dev.zeropane.display.clipboard.Selection.PRIMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The clipboard that a device shares, over its control socket.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ControlClipboardTest extends InputRig {
    private static final String TEXT = "a text, \u00e4\u4e16\ud83d\ude00\n";
    private static final String LARGEST = "x".repeat(ClipboardText.MAX_BYTES - 4) + "\ud83d\ude00";

    private final TestGuest guest = new TestGuest();

    private void serve() {
        device.clipboard = Optional.of(guest.clipboard);
        serve(LIMITS);
    }

    private Peer client() {
        Peer peer = peer().send("clipboard\n");
        peer.expect("clipboard");
        return peer;
    }

    private ControlClipboard connect(Notes notes) {
        ControlClipboard clipboard = ControlClipboard.connect(path(), notes);
        open.add(clipboard);
        return clipboard;
    }

    private static ClipboardText text(String text) {
        return ClipboardText.of(text).orElseThrow();
    }

    private void awaitOffered(Map<Selection, ClipboardText> expected) {
        Peer.await(expected + " and not " + guest.offered, () -> guest.offered.equals(expected));
    }

    @Test
    void copied_isOffered_alsoWhenTheClientHasLeft() {
        serve();
        try (ControlClipboard clipboard = ControlClipboard.connect(path(), new Notes())) {
            clipboard.await(clipboard.copy(CLIPBOARD, text(LARGEST)));
            clipboard.await(clipboard.copy(PRIMARY, text("")));
        }
        awaitOffered(Map.of(CLIPBOARD, text(LARGEST), PRIMARY, text("")));
        ControlClipboard next = connect(new Notes());
        awaitOffered(Map.of(CLIPBOARD, text(LARGEST), PRIMARY, text("")));
        next.release(PRIMARY);
        awaitOffered(Map.of(CLIPBOARD, text(LARGEST)));
    }

    /// Nobody tells the guest's copies to whom they cannot reach.
    @Test
    void clientsThatHangUpAtOnce_followNobody() {
        CountedFollowers counted = new CountedFollowers(guest.clipboard);
        device.clipboard = Optional.of(counted);
        serve(LIMITS);
        for (int i = 0; i < 100; i++) {
            Peer peer = peer();
            peer.send("clipboard\n");
            peer.close();
        }
        Peer _ = client();
        Peer.await(
                counted.followers() + " follow, not one alone",
                () -> counted.followers().get() == 1);
    }

    /// However its bytes arrive.
    @Test
    void copied_byteByByte_isOffered() {
        serve();
        Peer peer = client();
        for (char c : "copy clipboard 3\nab\nrelease primary\ncopy primary 1\nz".toCharArray()) {
            peer.send(String.valueOf(c));
        }
        assertEquals("clipboard", peer.expect("offered").text("selection"));
        assertEquals("primary", peer.expect("offered").text("selection"));
        awaitOffered(Map.of(CLIPBOARD, text("ab\n"), PRIMARY, text("z")));
    }

    @Test
    void pasted_isWhatTheGuestHas_andNothingElse() {
        serve();
        ControlClipboard clipboard = connect(new Notes());
        assertEquals(Optional.empty(), clipboard.await(clipboard.paste(CLIPBOARD)));
        for (String each : List.of(LARGEST, TEXT, "")) {
            guest.copy(CLIPBOARD, each);
            assertEquals(Optional.of(text(each)), clipboard.await(clipboard.paste(CLIPBOARD)));
        }
        assertEquals(Optional.empty(), clipboard.await(clipboard.paste(PRIMARY)));
        clipboard.await(clipboard.copy(CLIPBOARD, text("of the host")));
        assertEquals(Optional.empty(), clipboard.await(clipboard.paste(CLIPBOARD)));
    }

    @Test
    void guest_isFollowed_alsoByWhoComesLater() {
        serve();
        guest.copy(PRIMARY, TEXT);
        Notes notes = new Notes();
        ControlClipboard clipboard = connect(notes);
        notes.await("copied PRIMARY");
        for (int i = 0; i < 100_000; i++) {
            guest.copy(CLIPBOARD, "number " + i);
        }
        notes.await("copied CLIPBOARD");
        guest.clipboard.guestReleased(PRIMARY);
        notes.await("released PRIMARY");
        Optional<ClipboardText> last = Optional.of(text("number 99999"));
        assertEquals(last, clipboard.await(clipboard.paste(CLIPBOARD)));
        assertTrue(notes.said.size() < 1000, () -> notes.said.size() + " messages");
    }

    @Test
    void deviceEnds_isTold_andQuestionsFail() {
        serve();
        Notes notes = new Notes();
        ControlClipboard clipboard = connect(notes);
        server.close();
        notes.await("ended");
        assertThrows(ControlException.class, () -> clipboard.await(clipboard.paste(CLIPBOARD)));
        assertThrows(
                ControlException.class, () -> clipboard.await(clipboard.copy(PRIMARY, text(TEXT))));
        serve();
    }

    @Test
    void notShared_isSaid() {
        serve(LIMITS);
        ControlException refused =
                assertThrows(
                        ControlException.class,
                        () -> ControlClipboard.connect(path(), new Notes()));
        assertTrue(refused.getMessage().contains("--clipboard"), refused::getMessage);
    }

    @Test
    void nonsense_isRefused_andNothingIsOffered() {
        serve();
        for (String line :
                List.of(
                        "copy clipboard 1048549\n",
                        "copy clipboard -1\n",
                        "copy clipboard 9999999999\n",
                        "copy secondary 1\nx",
                        "copy clipboard\n",
                        "paste\n",
                        "paste Clipboard\n",
                        "release x\n",
                        "stats\n",
                        "\n",
                        "x".repeat(300))) {
            client().send(line).expectRefusal();
        }
        // The first byte of two.
        Peer half = client().send("copy clipboard 3\n").send("\u00e4");
        half.send("\u00e4");
        half.expectRefusal();
        assertEquals(Map.of(), guest.offered);
    }

    /// Others are answered meanwhile, and what did not come whole is not offered.
    @Test
    void halfATexts_areNothing() {
        serve();
        for (int i = 0; i < 10; i++) {
            client().send("copy clipboard 1048548\n" + "x".repeat(10_000));
        }
        ControlClipboard other = connect(new Notes());
        other.await(other.copy(PRIMARY, text(TEXT)));
        stopPeers();
        awaitOffered(Map.of(PRIMARY, text(TEXT)));
    }

    private void stopPeers() {
        for (AutoCloseable any : open) {
            try {
                any.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
    }

    /// A client that keeps what it is given is refused in the end, and others are not when it has
    /// let go.
    @Test
    void textsThatAreKept_areLimited() {
        serve();
        guest.copy(CLIPBOARD, "x".repeat(400_000));
        Peer hoarder = client();
        hoarder.expect("copied");
        hoarder.send("paste clipboard\npaste clipboard\npaste clipboard\n");
        hoarder.expect("text");
        hoarder.expect("text");
        hoarder.expectRefusal();
        assertEquals(2, hoarder.fds().size());
        hoarder.closeFds();
        ControlClipboard other = connect(new Notes());
        assertTrue(other.await(other.paste(CLIPBOARD)).isPresent());
    }

    /// What is said ahead of an answer waits, and is not cut off for being long.
    @Test
    void questionsAhead_areAllAnswered() {
        serve();
        guest.copy(CLIPBOARD, TEXT);
        Peer peer = client();
        peer.expect("copied");
        peer.send("paste primary\n".repeat(100));
        for (int i = 0; i < 100; i++) {
            peer.expect("none");
        }
        assertFalse(peer.hasSomething());
    }

    @Test
    void fuzzed_isAnsweredToTheEnd() {
        serve();
        String seed = "copy clipboard 12\nsome letters\npaste primary\nrelease clipboard\n";
        for (int i = 0; i < 300; i++) {
            Random random = new Random(i);
            StringBuilder bytes = new StringBuilder(seed.repeat(1 + random.nextInt(3)));
            for (int change = random.nextInt(6); change > 0; change--) {
                bytes.setCharAt(
                        random.nextInt(bytes.length()), "0189 cpr\n".charAt(random.nextInt(9)));
            }
            Peer peer = client();
            peer.send(bytes.toString());
            peer.socket.endSending();
            Optional<Fields> answer = peer.receive();
            while (answer.isPresent()) {
                answer = peer.receive();
            }
            peer.close();
        }
        try (ControlClient client = server.connect()) {
            client.stats();
        }
    }

    /// What a device had to say.
    private static final class Notes implements ControlClipboard.Listener {
        final List<String> said = new CopyOnWriteArrayList<>();

        @Override
        public void copied(Selection selection) {
            said.add("copied " + selection);
        }

        @Override
        public void released(Selection selection) {
            said.add("released " + selection);
        }

        @Override
        public void ended(ControlException reason) {
            said.add("ended");
        }

        void await(String wanted) {
            Peer.await(wanted + " in " + said, () -> said.contains(wanted));
        }
    }
}
