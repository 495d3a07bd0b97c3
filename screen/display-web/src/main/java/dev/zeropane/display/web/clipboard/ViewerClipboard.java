// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.clipboard;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.web.wire.ClientMessage.ClipboardCaps;
import dev.zeropane.display.web.wire.CutTexts;
import dev.zeropane.display.web.wire.Rfb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What one client and the clipboard have to say to each other. A client that knows the extended
/// clipboard is told that the guest has copied, and asks for the text; any other gets the text at
/// once. What a person copies at the client is asked for as soon as the client says so, as the
/// guest will not wait for it.
///
/// However often the guest copies or the client asks, one message of a kind waits to be sent, and
/// one text; and texts are asked for and sent at a bearable pace. Guarded by its viewer.
public final class ViewerClipboard {
    /// Between two texts in the same direction.
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    /// Texts that were asked for and did not come, at most: a client may not have one any more.
    private static final int MAX_ASKED = 2;

    private final GuestClipboard guest;
    private final GuestClipboard.Viewer viewer;

    private boolean extended;
    private ClipboardCaps caps = ClipboardCaps.USUAL;

    /// Whether the client has asked for a picture. Before, it may not have said what it knows.
    private boolean begun;

    /// Whether the guest offers a text, if the client is to be told.
    private Optional<Boolean> news = Optional.empty();

    /// Whether the client thinks that the guest offers one.
    private boolean told;

    private boolean fetching;

    /// Whether what is fetched is the last text but one.
    private boolean stale;

    /// To be sent.
    private Optional<ClipboardText> text = Optional.empty();

    private boolean ask;
    private int asked;
    private long lastText;
    private long lastAsked;

    /// @param viewer whose part this is
    public ViewerClipboard(GuestClipboard guest, GuestClipboard.Viewer viewer) {
        this.guest = guest;
        this.viewer = viewer;
        lastText = System.nanoTime() - PAUSE_NANOS;
        lastAsked = lastText;
    }

    // The client's side.

    /// Whether the client knows the extended clipboard.
    ///
    /// @return what it is to be answered, the first time that it does
    public Optional<byte[]> extended(boolean known) {
        boolean before = extended;
        extended = known && guest.isShared();
        return extended && !before ? Optional.of(CutTexts.caps()) : Optional.empty();
    }

    public void caps(ClipboardCaps now) {
        caps = now;
    }

    /// The client has asked for a picture.
    public void begin() {
        begun = true;
    }

    /// The client asks whether the guest has copied something.
    ///
    /// @return what it is to be answered
    public byte[] peek() {
        told = guest.offers();
        return CutTexts.notice(told);
    }

    /// The client wants what the guest has copied.
    public void request() {
        if (guest.offers() && text.isEmpty()) {
            fetch();
        }
    }

    /// Something was copied at the client.
    ///
    /// @param hasText whether it can be had as a text
    public void notified(boolean hasText) {
        ask = hasText;
        if (!hasText) {
            guest.release(viewer);
        }
    }

    /// The client gives a text now.
    ///
    /// @return whether it was asked for one
    public boolean provided() {
        if (asked == 0) {
            return false;
        }
        asked--;
        return true;
    }

    /// What was copied at the client.
    public void copied(ClipboardText copied) {
        guest.copy(viewer, copied);
    }

    // The guest's side.

    void guestCopied() {
        news = Optional.of(true);
        text = Optional.empty();
        stale = fetching;
    }

    void guestReleased() {
        news = Optional.of(false);
        text = Optional.empty();
        stale = false;
    }

    private void fetch() {
        if (!fetching) {
            fetching = true;
            guest.fetch(result -> viewer.clipboard(it -> it.fetched(result)));
        }
    }

    /// What was fetched has come.
    private void fetched(Optional<ClipboardText> result) {
        fetching = false;
        if (stale) {
            stale = false;
            fetch();
        } else if (guest.offers()) {
            text = result.filter(it -> !isUnwanted(it));
        }
    }

    /// Whether the client neither asks for texts nor takes one that is so long.
    private boolean isUnwanted(ClipboardText it) {
        return extended
                && (!caps.has(Rfb.CLIPBOARD_TEXT)
                        || (!caps.has(Rfb.CLIPBOARD_NOTIFY) && it.length() >= caps.maxText()));
    }

    // The sender's side.

    /// How long what is to be sent next has to wait; for ever if there is nothing.
    public long delay(long now) {
        if (begun && news.isPresent()) {
            return 0;
        }
        long toText = text.isPresent() ? lastText + PAUSE_NANOS - now : Long.MAX_VALUE;
        long toAsk = ask ? lastAsked + PAUSE_NANOS - now : Long.MAX_VALUE;
        return Math.min(toText, toAsk);
    }

    /// Takes what can be sent now: messages, to be made on the sender's thread.
    public List<Supplier<byte[]>> take(long now) {
        List<Supplier<byte[]>> messages = new ArrayList<>();
        if (begun && news.isPresent()) {
            boolean copied = news.get();
            news = Optional.empty();
            if (extended && caps.has(Rfb.CLIPBOARD_NOTIFY)) {
                if (copied || told) {
                    messages.add(() -> CutTexts.notice(copied));
                }
                told = copied;
            } else if (copied) {
                fetch();
            }
        }
        if (ask && now - lastAsked >= PAUSE_NANOS) {
            ask = false;
            lastAsked = now;
            asked = Math.min(asked + 1, MAX_ASKED);
            messages.add(CutTexts::request);
        }
        if (text.isPresent() && now - lastText >= PAUSE_NANOS) {
            ClipboardText sent = text.get();
            text = Optional.empty();
            lastText = now;
            boolean inFull = extended;
            messages.add(() -> inFull ? CutTexts.provide(sent) : CutTexts.plain(sent));
        }
        return messages;
    }
}
