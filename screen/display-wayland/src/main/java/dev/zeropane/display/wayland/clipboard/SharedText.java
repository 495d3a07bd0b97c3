// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import java.util.Optional;
import java.util.function.Consumer;

/// One selection of the clipboard that is shared with the guest.
///
/// @param post runs a task on the connection's thread, unless that has ended
record SharedText(Clipboard clipboard, Selection selection, Consumer<Runnable> post) {
    /// The host has copied something.
    void copy(ClipboardText text) {
        clipboard.copy(selection, text);
    }

    /// The host does not offer this any more.
    void release(ClipboardText text) {
        clipboard.release(selection, text);
    }

    /// Asks for what the guest has copied.
    ///
    /// @param taker called on the connection's thread
    void fetch(Consumer<Optional<ClipboardText>> taker) {
        clipboard.fetch(selection, text -> post.accept(() -> taker.accept(text)));
    }
}
