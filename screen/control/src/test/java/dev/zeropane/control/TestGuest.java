// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.display.clipboard.SharedClipboard;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A guest that shares a clipboard: it notes what it is offered, and has copied what a test says.
final class TestGuest implements SharedClipboard.GuestSide {
    final SharedClipboard clipboard = new SharedClipboard();

    /// What the host offers now.
    final Map<Selection, ClipboardText> offered = new ConcurrentHashMap<>();

    private volatile Optional<ClipboardText> copied = Optional.empty();

    TestGuest() {
        clipboard.guestSide(this);
    }

    void copy(Selection selection, String text) {
        copied = ClipboardText.of(text);
        clipboard.guestGrabbed(selection);
    }

    @Override
    public void offer(Selection selection, ClipboardText text) {
        offered.put(selection, text);
    }

    @Override
    public void release(Selection selection) {
        offered.remove(selection);
    }

    @Override
    public void request(Selection selection, Consumer<Optional<ClipboardText>> taker) {
        taker.accept(copied);
    }
}
