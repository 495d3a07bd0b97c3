// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A guest that copies, and keeps what it is offered.
final class CopyingGuest implements SharedClipboard.GuestSide {
    final SharedClipboard clipboard = new SharedClipboard();
    final AtomicInteger offers = new AtomicInteger();
    private final Map<Selection, ClipboardText> offered = new ConcurrentHashMap<>();
    private final Map<Selection, ClipboardText> copied = new ConcurrentHashMap<>();
    private volatile boolean answers = true;

    CopyingGuest() {
        clipboard.guestSide(this);
    }

    @Override
    public void offer(Selection selection, ClipboardText text) {
        offered.put(selection, text);
        offers.incrementAndGet();
    }

    @Override
    public void release(Selection selection) {
        offered.remove(selection);
    }

    @Override
    public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        if (answers) {
            taker.accept(Optional.ofNullable(copied.get(selection)));
        }
    }

    void doNotAnswer() {
        answers = false;
    }

    void copy(Selection selection, ClipboardText text) {
        copied.put(selection, text);
        clipboard.guestGrabbed(selection);
    }

    Optional<ClipboardText> offered(Selection selection) {
        return Optional.ofNullable(offered.get(selection));
    }
}
