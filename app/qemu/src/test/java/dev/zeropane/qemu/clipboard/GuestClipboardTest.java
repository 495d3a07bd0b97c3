// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.clipboard;

import static dev.zeropane.display.clipboard.Selection.CLIPBOARD;
import static dev.zeropane.display.clipboard.Selection.PRIMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.SharedClipboard;
import dev.zeropane.qemu.dbus.DbusAnswer;
import dev.zeropane.qemu.dbus.DbusFormatException;
import dev.zeropane.qemu.dbus.DbusReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestClipboardTest {
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final ClipboardText ONE = ClipboardText.of("one").orElseThrow();
    private static final ClipboardText TWO = ClipboardText.of("two").orElseThrow();

    private final QemuCalls qemu = new QemuCalls();
    private final SharedClipboard shared = new SharedClipboard();
    private final List<String> problems = new ArrayList<>();
    private final GuestClipboard guest =
            new GuestClipboard(qemu, Runnable::run, shared, problems::add);

    /// As QEMU does it: it registers with us before it answers.
    private void connect() {
        guest.start();
        QemuCalls.Call register = qemu.await("Register", "", "");
        assertEquals(DbusAnswer.DONE, call("Register", ""));
        register.answer();
    }

    private DbusAnswer call(String member, String body) {
        return guest.called(member, QemuCalls.values(body));
    }

    private void guestCopies(int serial) {
        call("Grab", "00000000" + "%02x000000".formatted(serial) + QemuCalls.KINDS);
    }

    private CompletableFuture<Optional<ClipboardText>> fetch() {
        CompletableFuture<Optional<ClipboardText>> fetched = new CompletableFuture<>();
        shared.fetch(CLIPBOARD, fetched::complete);
        return fetched;
    }

    private QemuCalls.Call awaitRequest() {
        return qemu.await("Request", "uas", "00000000" + QemuCalls.KINDS);
    }

    private QemuCalls.Call awaitGrab(int selection, int serial) {
        return qemu.await(
                "Grab",
                "uuas",
                "%02x000000 %02x000000".formatted(selection, serial) + QemuCalls.KINDS);
    }

    @Test
    void properties_areAnsweredAtOnce_thereAreNone() {
        DbusAnswer.Values all =
                assertInstanceOf(DbusAnswer.Values.class, GuestClipboard.property("GetAll"));
        assertEquals("a{sv}", all.signature());
        assertEquals("0000000000000000", HexFormat.of().formatHex(all.body().toBytes()));
        assertInstanceOf(DbusAnswer.Refusal.class, GuestClipboard.property("Set"));
    }

    @Test
    void hostsCopies_areGrabbedByNumbersInTheirOrder_forEachSelection() {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0).answer();
        shared.copy(CLIPBOARD, TWO);
        awaitGrab(0, 1).answer();
        shared.copy(PRIMARY, ONE);
        awaitGrab(1, 0).answer();
        shared.release(CLIPBOARD);
        qemu.await("Release", "u", "00000000").answer();
        assertEquals(List.of(), problems);
    }

    @Test
    void aGrabOfTheGuests_isTheNumberBeforeOurNext() {
        connect();
        guestCopies(7);
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 8);
    }

    @Test
    void anAgentThatStarts_isOfferedAgainWhatTheHostOffers_fromNumberZero() {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0);
        shared.copy(CLIPBOARD, TWO);
        awaitGrab(0, 1);
        for (int i = 0; i < 3; i++) {
            call("Register", "");
            awaitGrab(0, 0);
        }
        guestCopies(0);
        call("Register", "");
        assertTrue(qemu.isEmpty(), "the guest owns it");
    }

    @Test
    void aPasteInTheGuest_isAnsweredFromMemory() {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0);
        DbusAnswer.Values said =
                assertInstanceOf(
                        DbusAnswer.Values.class, call("Request", "00000000" + QemuCalls.KINDS));
        assertEquals("say", said.signature());
        assertEquals(
                "18000000"
                        + QemuCalls.hex(TEXT)
                        + "00"
                        + "000000"
                        + "03000000"
                        + QemuCalls.hex("one"),
                HexFormat.of().formatHex(said.body().toBytes()));
    }

    /// The selections that there are not, another kind of text, and one that nobody offers.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, -1})
    void aPasteOfWhatIsNotOffered_isRefused(int selection) {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0);
        String number = HexFormat.of().toHexDigits(Integer.reverseBytes(selection));
        assertInstanceOf(DbusAnswer.Refusal.class, call("Request", number + QemuCalls.KINDS));
        String html = "0e00000009000000" + QemuCalls.hex("text/html") + "00";
        assertInstanceOf(DbusAnswer.Refusal.class, call("Request", "00000000" + html));
    }

    @Test
    void guestsCopies_areAskedFor() throws Exception {
        connect();
        guestCopies(0);
        CompletableFuture<Optional<ClipboardText>> fetched = fetch();
        awaitRequest().answer(TEXT, "gr\u00fc\u00df".getBytes(StandardCharsets.UTF_8));
        assertEquals(ClipboardText.of("gr\u00fc\u00df"), fetched.get(1, TimeUnit.MINUTES));
    }

    @Test
    void whatIsNoTextOrNone_isNotTaken_andSaid() throws Exception {
        connect();
        guestCopies(0);
        List<DbusReply> replies =
                List.of(
                        new DbusReply.Refused("Failed", "Cancelled clipboard request"),
                        new DbusReply.TooLong(),
                        new DbusReply.Lost(),
                        new DbusReply.Values("u", QemuCalls.values("01000000")),
                        new DbusReply.Values("say", QemuCalls.values("01000000")));
        for (DbusReply reply : replies) {
            CompletableFuture<Optional<ClipboardText>> fetched = fetch();
            awaitRequest().replied().accept(reply);
            assertEquals(Optional.empty(), fetched.get(1, TimeUnit.MINUTES), reply.toString());
        }
        CompletableFuture<Optional<ClipboardText>> otherKind = fetch();
        awaitRequest().answer("text/html", new byte[1]);
        assertEquals(Optional.empty(), otherKind.get(1, TimeUnit.MINUTES));
        CompletableFuture<Optional<ClipboardText>> noUtf8 = fetch();
        awaitRequest().answer(TEXT, new byte[] {-1});
        assertEquals(Optional.empty(), noUtf8.get(1, TimeUnit.MINUTES));
        CompletableFuture<Optional<ClipboardText>> tooLong = fetch();
        awaitRequest().answer(TEXT, new byte[ClipboardText.MAX_BYTES + 1]);
        assertEquals(Optional.empty(), tooLong.get(1, TimeUnit.MINUTES));
        assertEquals(
                List.of(
                        "the guest has copied more than 1,048,548 bytes: they are left there",
                        "what the guest has copied is no UTF-8 text: it is left there",
                        "what the guest has copied is no UTF-8 text: it is left there",
                        "the guest has copied more than 1,048,548 bytes: they are left there"),
                problems);
    }

    @Test
    void textOfTheLongestLength_isTaken() throws Exception {
        connect();
        guestCopies(0);
        CompletableFuture<Optional<ClipboardText>> fetched = fetch();
        awaitRequest().answer(TEXT, new byte[ClipboardText.MAX_BYTES]);
        assertTrue(fetched.get(1, TimeUnit.MINUTES).isPresent());
    }

    @Test
    void aPictureOfTheGuests_takesTheHostsOfferAway() throws Exception {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0);
        call("Grab", "00000000 01000000 00000000");
        assertInstanceOf(DbusAnswer.Refusal.class, call("Request", "00000000" + QemuCalls.KINDS));
        assertEquals(Optional.empty(), fetch().get(1, TimeUnit.MINUTES));
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 2);
    }

    @Test
    void aRefusal_isSaid_andNothingIsOfferedThen() {
        guest.start();
        qemu.await("Register", "", "")
                .replied()
                .accept(new DbusReply.Refused("Failed", "Clipboard peer already registered!"));
        assertEquals(
                List.of(
                        "QEMU does not share the guest's clipboard: Clipboard peer already"
                                + " registered!"),
                problems);
    }

    @Test
    void theEndOfTheConnection_isTheEndOfTheGuestsCopy() throws Exception {
        connect();
        guestCopies(0);
        CompletableFuture<Optional<ClipboardText>> fetched = fetch();
        awaitRequest();
        guest.end();
        assertEquals(Optional.empty(), fetched.get(1, TimeUnit.MINUTES));
    }

    @Test
    void aMissingAgent_isSaid_butNotOneThatWasSeen() {
        connect();
        guest.reportMissingAgent();
        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().contains("install spice-vdagent"), problems.getFirst());
        call("Register", "");
        guest.reportMissingAgent();
        assertEquals(1, problems.size());
    }

    /// A QEMU, or a guest through it, that calls anything with anything.
    @Test
    void hostileCalls_areAnsweredOrRefused() throws Exception {
        connect();
        shared.copy(CLIPBOARD, ONE);
        awaitGrab(0, 0).answer();
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        List<String> members =
                List.of("Register", "Unregister", "Grab", "Release", "Request", "Get\0All", "");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = HexFormat.of().parseHex("0000000000000000" + QemuCalls.KINDS);
            if (random.nextInt(8) == 0) {
                bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
            }
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            String body = HexFormat.of().formatHex(bytes);
            String member = members.get(random.nextInt(members.size()));
            try {
                call(member, body);
            } catch (DbusFormatException _) {
                // The connection answers with an error.
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + member + " " + body, e);
            }
        }
        // It works as before.
        call("Register", "");
        guestCopies(0);
        qemu.forget();
        CompletableFuture<Optional<ClipboardText>> fetched = fetch();
        awaitRequest().answer(TEXT, TWO.utf8());
        assertEquals(Optional.of(TWO), fetched.get(1, TimeUnit.MINUTES), "seed " + seed);
    }
}
