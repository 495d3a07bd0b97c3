// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import static dev.zeropane.display.clipboard.Selection.CLIPBOARD;
import static dev.zeropane.display.clipboard.Selection.PRIMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SharedClipboardTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ClipboardText ONE = text("one");
    private static final ClipboardText TWO = text("two");

    private final ManualTime time = new ManualTime();
    private final SharedClipboard clipboard = new SharedClipboard(time);
    private final Guest guest = new Guest();
    private final List<Optional<ClipboardText>> taken = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private static ClipboardText text(String text) {
        return ClipboardText.of(text).orElseThrow();
    }

    /// Writes down what it is told, and answers when the test says so.
    private static final class Guest implements SharedClipboard.GuestSide {
        private final List<String> told = new ArrayList<>();
        private final List<Consumer<Optional<ClipboardText>>> requests = new ArrayList<>();

        @Override
        public void offer(Selection selection, ClipboardText text) {
            told.add(selection + " " + text.string());
        }

        @Override
        public void release(Selection selection) {
            told.add(selection + " released");
        }

        @Override
        public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
            requests.add(taker);
        }

        private void answer(ClipboardText text) {
            requests.removeFirst().accept(Optional.of(text));
        }
    }

    private final Clipboard.Follower follower =
            new Clipboard.Follower() {
                @Override
                public void guestCopied(Selection selection) {
                    told.add(selection + " copied");
                }

                @Override
                public void guestReleased(Selection selection) {
                    told.add(selection + " released");
                }
            };

    private static void assertBetween(int from, int to, int value) {
        assertTrue(from <= value && value <= to, () -> value + " is not " + from + " to " + to);
    }

    private void connect() {
        clipboard.guestSide(guest);
        time.pass(SOON);
    }

    @Test
    void copy_ofTheHost_isOfferedToTheGuest() {
        connect();
        clipboard.copy(CLIPBOARD, ONE);
        clipboard.copy(PRIMARY, TWO);
        time.pass(SOON);
        clipboard.release(PRIMARY);
        time.pass(SOON);
        assertEquals(List.of("CLIPBOARD one", "PRIMARY two", "PRIMARY released"), guest.told);
    }

    @Test
    void copy_beforeThereIsAGuest_isOfferedWhenThereIsOne() {
        clipboard.copy(CLIPBOARD, ONE);
        time.pass(SOON);
        connect();
        assertEquals(List.of("CLIPBOARD one"), guest.told);
    }

    @Test
    void copy_withoutEnd_isOfferedAtABearablePace_theLatestAtLast() {
        connect();
        for (int i = 0; i <= 10_000; i++) {
            clipboard.copy(CLIPBOARD, text("copy " + i));
            time.pass(Duration.ofNanos(10_000));
        }
        time.pass(SOON);
        assertBetween(2, 5, guest.told.size());
        assertEquals("CLIPBOARD copy 10000", guest.told.getLast());
    }

    @Test
    void copy_ofWhatIsOfferedAlready_isNoNews() {
        connect();
        clipboard.copy(CLIPBOARD, ONE);
        time.pass(SOON);
        clipboard.copy(CLIPBOARD, text("one"));
        time.pass(SOON);
        assertEquals(List.of("CLIPBOARD one"), guest.told);
    }

    @Test
    void release_ofWhatTheGuestHasCopiedMeanwhile_doesNothing() {
        connect();
        clipboard.copy(CLIPBOARD, ONE);
        time.pass(SOON);
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.release(CLIPBOARD);
        time.pass(SOON);
        assertEquals(List.of("CLIPBOARD one"), guest.told);
        clipboard.fetch(CLIPBOARD, taken::add);
        guest.answer(TWO);
        time.pass(SOON);
        assertEquals(List.of(Optional.of(TWO)), taken);
    }

    @Test
    void fetch_byMany_asksTheGuestOnce_untilItCopiesAgain() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        clipboard.fetch(CLIPBOARD, taken::add);
        assertEquals(1, guest.requests.size());
        guest.answer(ONE);
        clipboard.fetch(CLIPBOARD, taken::add);
        assertEquals(List.of(), taken, "answered on the caller's thread");
        time.pass(SOON);
        assertEquals(List.of(), guest.requests);
        assertEquals(List.of(Optional.of(ONE), Optional.of(ONE), Optional.of(ONE)), taken);

        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        guest.answer(TWO);
        time.pass(SOON);
        assertEquals(Optional.of(TWO), taken.getLast());
    }

    @Test
    void fetch_whileTheGuestCopiesAgain_getsTheLatest_oneQuestionAtATime() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        for (int i = 0; i < 1000; i++) {
            clipboard.guestGrabbed(CLIPBOARD);
            clipboard.fetch(PRIMARY, _ -> {});
        }
        assertEquals(1, guest.requests.size());
        guest.answer(ONE);
        time.pass(SOON);
        assertEquals(List.of(), taken);
        guest.answer(TWO);
        time.pass(SOON);
        assertEquals(List.of(Optional.of(TWO)), taken);
    }

    @Test
    void fetch_ofNothing_getsNothing() {
        clipboard.fetch(CLIPBOARD, taken::add);
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        connect();
        clipboard.guestGone();
        clipboard.fetch(CLIPBOARD, taken::add);
        time.pass(SOON);
        assertEquals(List.of(Optional.empty(), Optional.empty(), Optional.empty()), taken);
        assertEquals(List.of(), guest.requests);
    }

    @Test
    void fetch_ofAGuestThatDoesNotAnswer_getsNothingInTime_andALateAnswerIsForNobody() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        time.pass(LONG);
        assertEquals(List.of(Optional.empty()), taken);
        guest.answer(ONE);
        time.pass(LONG);
        assertEquals(1, taken.size());

        clipboard.fetch(CLIPBOARD, taken::add);
        guest.answer(TWO);
        time.pass(LONG);
        assertEquals(List.of(Optional.empty(), Optional.of(TWO)), taken);
        assertEquals(0, time.waiting(), "limits left behind");
    }

    @Test
    void fetch_ofAGuestThatFails_isTriedAgainTheNextTime() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.fetch(CLIPBOARD, taken::add);
        guest.requests.removeFirst().accept(Optional.empty());
        clipboard.fetch(CLIPBOARD, taken::add);
        guest.answer(ONE);
        time.pass(SOON);
        assertEquals(List.of(Optional.empty(), Optional.of(ONE)), taken);
    }

    @Test
    void fetch_withoutEnd_isBounded_andAllAreAnswered() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        for (int i = 0; i < 10_000; i++) {
            clipboard.fetch(CLIPBOARD, taken::add);
        }
        time.pass(SOON);
        assertBetween(9_000, 9_999, taken.size());
        assertEquals(Set.of(Optional.empty()), Set.copyOf(taken));
        assertEquals(1, guest.requests.size());
        time.pass(LONG);
        assertEquals(10_000, taken.size());
    }

    @Test
    void fetch_whenTheGuestReleasesOrTheHostCopies_getsNothingAtOnce() {
        connect();
        clipboard.guestGrabbed(CLIPBOARD);
        clipboard.guestGrabbed(PRIMARY);
        clipboard.fetch(CLIPBOARD, taken::add);
        clipboard.fetch(PRIMARY, taken::add);
        clipboard.guestReleased(CLIPBOARD);
        clipboard.copy(PRIMARY, ONE);
        time.pass(SOON);
        assertEquals(List.of(Optional.empty(), Optional.empty()), taken);
    }

    @Test
    void followers_areTold_thoseWhoComeLateToo() {
        clipboard.guestGrabbed(CLIPBOARD);
        time.pass(SOON);
        try (Clipboard.Following _ = clipboard.follow(follower)) {
            time.pass(SOON);
            assertEquals(List.of("CLIPBOARD copied"), told);
            clipboard.guestGrabbed(CLIPBOARD);
            time.pass(SOON);
            clipboard.copy(CLIPBOARD, ONE);
            time.pass(SOON);
            clipboard.guestGrabbed(PRIMARY);
            time.pass(SOON);
            clipboard.guestGone();
            time.pass(SOON);
        }
        clipboard.guestGrabbed(PRIMARY);
        time.pass(SOON);
        assertEquals(
                List.of(
                        "CLIPBOARD copied",
                        "CLIPBOARD copied",
                        "CLIPBOARD released",
                        "PRIMARY copied",
                        "PRIMARY released"),
                told);
    }

    @Test
    void followers_ofAGuestThatCopiesWithoutEnd_areToldAtABearablePace() {
        try (Clipboard.Following _ = clipboard.follow(follower)) {
            time.pass(SOON);
            int before = time.ran();
            for (int i = 0; i < 100_000; i++) {
                clipboard.guestGrabbed(CLIPBOARD);
                time.pass(Duration.ofNanos(10_000));
            }
            clipboard.guestReleased(CLIPBOARD);
            time.pass(SOON);
            assertBetween(10, 22, told.size());
            assertEquals("CLIPBOARD released", told.getLast());
            assertBetween(20, 100, time.ran() - before);
        }
    }

    @Test
    void aTaker_isCalledOnAnotherThread() throws Exception {
        SharedClipboard real = new SharedClipboard();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        real.fetch(CLIPBOARD, _ -> thread.complete(Thread.currentThread()));
        assertNotEquals(Thread.currentThread(), thread.get(60, TimeUnit.SECONDS));
    }
}
