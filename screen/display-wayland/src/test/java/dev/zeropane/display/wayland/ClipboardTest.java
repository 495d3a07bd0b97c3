// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.PipeEnd;
import dev.zeropane.testkit.wayland.HostSelections;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is copied in a window's guest and in other windows.
@Timeout(120)
final class ClipboardTest {
    private static final ClipboardText EMOJI = text("Grüße, 世界 🙂\r\nzweite Zeile\n");
    private static final ClipboardText OTHER = text("something else");

    private static ClipboardText text(String text) {
        return ClipboardText.of(text).orElseThrow();
    }

    private static ClipboardText largest() {
        return text("0123456789abcde\n".repeat(ClipboardText.MAX_BYTES / 16) + "last");
    }

    @ParameterizedTest
    @EnumSource
    void hostsText_reachesGuest_onceTheWindowHasTheKeyboard(Selection selection) {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(selection, EMOJI.utf8());
            rig.rig.display.settle();
            assertEquals(Optional.empty(), rig.guest.offered(selection));
            rig.focus();
            rig.awaitOffered(selection, EMOJI);
            rig.host.copy(selection, OTHER.utf8());
            rig.awaitOffered(selection, OTHER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void guestsText_isPastedOnHost(Selection selection) {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.guestCopies(selection, EMOJI);
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(selection)));
            // Again, and something else afterwards.
            assertEquals(EMOJI, ofUtf8(rig.host.paste(selection)));
            rig.guestCopies(selection, OTHER);
            rig.rig.display.await(
                    "the other text", () -> OTHER.equals(ofUtf8(rig.host.paste(selection))));
            assertEquals(0, rig.guest.offers.get());
        }
    }

    private static ClipboardText ofUtf8(byte[] bytes) {
        return ClipboardText.ofUtf8(bytes).orElseThrow();
    }

    @Test
    void largestText_bothWays() {
        try (ClipboardRig rig = new ClipboardRig()) {
            ClipboardText largest = largest();
            assertEquals(ClipboardText.MAX_BYTES, largest.length());
            rig.host.copy(Selection.CLIPBOARD, largest.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, largest);
            rig.guestCopies(Selection.PRIMARY, largest);
            assertEquals(largest, ofUtf8(rig.host.awaitPaste(Selection.PRIMARY)));
        }
    }

    @Test
    void hostsText_tooLongOrNotUtf8_isRefusedWithAWord() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.host.copy(Selection.CLIPBOARD, new byte[ClipboardText.MAX_BYTES + 1]);
            rig.awaitLog("it has more than 1,048,548 bytes");
            rig.host.copy(Selection.CLIPBOARD, new byte[] {(byte) 0xff});
            rig.awaitLog("it is not UTF-8");
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            assertEquals(2, rig.rig.display.log.size());
        }
    }

    @Test
    void guestCopiesWithoutFocus_isPasted_onceThereIsFocus() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(List.of(), rig.host.types(Selection.CLIPBOARD));
            rig.focus();
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
            assertEquals(0, rig.host.refused());
        }
    }

    @Test
    void whoCopiedLast_wins_whileTheWindowHasNoFocus() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            rig.unfocus();

            // The guest, as the host's text is what it was.
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            rig.focus();
            rig.rig.display.await(
                    "the guest's text",
                    () ->
                            rig.host.types(Selection.CLIPBOARD).contains(HostSelections.TEXT)
                                    && EMOJI.equals(ofUtf8(rig.host.paste(Selection.CLIPBOARD))));
            rig.unfocus();

            // The host, as its text is another.
            rig.guestCopies(Selection.CLIPBOARD, text("the guest's newer one"));
            ClipboardText newest = text("the host's newest");
            rig.host.copy(Selection.CLIPBOARD, newest.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, newest);
            assertEquals(newest, ofUtf8(rig.host.paste(Selection.CLIPBOARD)));
        }
    }

    @Test
    void hostCopiesTheSameAgain_afterTheGuest_wins() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
            rig.unfocus();
            rig.guestCopies(Selection.CLIPBOARD, text("another"));
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            int before = rig.guest.offers.get();
            rig.focus();
            rig.rig.display.await("another offer", () -> rig.guest.offers.get() > before);
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
        }
    }

    @Test
    void textOfSomebodyElse_afterTheGuests_staysOnOffer() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
            // As `zeropane copy` does: the selection on the host, which is the guest's, ends.
            ClipboardText other = text("from the shell");
            rig.guest.clipboard.copy(Selection.CLIPBOARD, other);
            rig.rig.display.await(
                    "no selection", () -> rig.host.types(Selection.CLIPBOARD).isEmpty());
            rig.rig.display.settle();
            rig.guestCopies(Selection.PRIMARY, EMOJI);
            rig.awaitOffered(Selection.CLIPBOARD, other);
        }
    }

    @Test
    void whatIsCopied_isNoTextOrGone_guestIsOfferedNothing() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.focus();
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            rig.host.copy(Selection.CLIPBOARD, List.of("image/png"), (_, fd) -> fd.close());
            rig.rig.display.await(
                    "nothing on offer", () -> rig.guest.offered(Selection.CLIPBOARD).isEmpty());
            rig.host.copy(Selection.CLIPBOARD, EMOJI.utf8());
            rig.awaitOffered(Selection.CLIPBOARD, EMOJI);
            rig.host.clear(Selection.CLIPBOARD);
            rig.rig.display.await(
                    "nothing on offer", () -> rig.guest.offered(Selection.CLIPBOARD).isEmpty());
        }
    }

    @Test
    void guestReleases_nothingIsOnOffer() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
            rig.guest.clipboard.guestReleased(Selection.CLIPBOARD);
            rig.rig.display.await(
                    "nothing on offer", () -> rig.host.types(Selection.CLIPBOARD).isEmpty());
        }
    }

    /// Only the latest is read, and memory for that is there once.
    @Test
    void selectionThatChangesWithoutEnd_takesNoMemory() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            long before = directMemory();
            for (int i = 0; i < 2000; i++) {
                rig.host.copy(
                        Selection.CLIPBOARD, List.of(HostSelections.TEXT), (_, fd) -> fd.close());
            }
            rig.rig.display.settle();
            assertTrue(directMemory() - before < 16 << 20, () -> before + ", " + directMemory());
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void clientThatNeverWrites_delaysNobody() {
        try (ClipboardRig rig = new ClipboardRig()) {
            List<Fd> kept = new ArrayList<>();
            rig.host.copy(
                    Selection.CLIPBOARD, List.of(HostSelections.TEXT), (_, fd) -> kept.add(fd));
            rig.focus();
            rig.rig.display.await("a request", () -> !kept.isEmpty());
            rig.host.copy(Selection.PRIMARY, EMOJI.utf8());
            rig.awaitOffered(Selection.PRIMARY, EMOJI);
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            // Nobody reads what it may still write.
            assertTrue(kept.getFirst().awaitReaderGone(DisplayRig.LIMIT));
            kept.forEach(Fd::close);
        }
    }

    @Test
    void clientsThatPasteAndDoNotRead_orNoPipes_delayNobody() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.guestCopies(Selection.CLIPBOARD, largest());
            assertEquals(largest(), ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
            List<PipeEnd> unread = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                PipeEnd.Pipe pipe = PipeEnd.toRead("never read");
                unread.add(pipe.read());
                rig.host.give(Selection.CLIPBOARD, HostSelections.TEXT, pipe.write());
            }
            try (Fd file = Memfd.create("no pipe", 4096)) {
                rig.host.give(Selection.CLIPBOARD, HostSelections.TEXT, file.dup());
            }
            rig.host.copy(Selection.PRIMARY, EMOJI.utf8());
            rig.awaitOffered(Selection.PRIMARY, EMOJI);
            unread.forEach(PipeEnd::close);
            rig.rig.display.await(
                    "the text again",
                    () ->
                            largest()
                                    .equals(
                                            ClipboardText.ofUtf8(
                                                            rig.host.paste(Selection.CLIPBOARD))
                                                    .orElseThrow()));
        }
    }

    @Test
    void guestThatDoesNotAnswer_pasteEndsEmpty() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.guest.doNotAnswer();
            rig.focus();
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(0, rig.host.awaitPaste(Selection.CLIPBOARD).length);
        }
    }

    @Test
    void offersWithoutEnd_orOfEndlessTypes_areNoBurden() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.focus();
            rig.host.announce(Selection.CLIPBOARD, List.of("text/plain"), 5000);
            rig.host.announce(Selection.PRIMARY, List.of("text/plain"), 5000);
            List<String> types = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                types.add("application/x-" + "y".repeat(1000) + i);
            }
            types.add(HostSelections.TEXT);
            rig.host.copy(Selection.CLIPBOARD, types, (_, fd) -> fd.close());
            rig.rig.display.settle();
            rig.host.copy(Selection.CLIPBOARD, OTHER.utf8());
            rig.awaitOffered(Selection.CLIPBOARD, OTHER);
            assertTrue(
                    rig.rig.display.compositor.counts().liveObjects() < 100,
                    () -> rig.rig.display.compositor.counts().toString());
        }
    }

    @Test
    void compositorWithoutSelections_windowsWork() {
        try (ClipboardRig rig =
                new ClipboardRig(
                        new CompositorOptions()
                                .without("wl_data_device_manager")
                                .without("zwp_primary_selection_device_manager_v1"))) {
            rig.focus();
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            assertEquals(List.of(), rig.rig.display.log);
        }
    }

    @Test
    void compositorComesBack_textIsSharedAgain() {
        try (ClipboardRig rig = new ClipboardRig()) {
            rig.guestCopies(Selection.CLIPBOARD, EMOJI);
            rig.rig.display.compositor.goAway();
            rig.rig.display.compositor.comeBack();
            Window window = rig.rig.display.window();
            rig.rig.input().keyboardEnter(window);
            assertEquals(EMOJI, ofUtf8(rig.host.awaitPaste(Selection.CLIPBOARD)));
        }
    }
}
