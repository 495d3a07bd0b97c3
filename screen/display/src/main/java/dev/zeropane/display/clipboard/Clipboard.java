// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.util.Optional;
import java.util.function.Consumer;

/// The clipboard that guest and host share, as displays see it. Any thread may call it; it neither
/// blocks nor throws.
public interface Clipboard {
    /// A person has copied this on the host: the guest is offered it, instead of what was offered
    /// before.
    void copy(Selection selection, ClipboardText text);

    /// The host offers nothing any more. Nothing happens if the guest has copied since.
    void release(Selection selection);

    /// The host does not offer this text any more. Nothing happens if somebody has copied since.
    void release(Selection selection, ClipboardText withdrawn);

    /// Asks for what the guest has copied.
    ///
    /// @param taker called once, on another thread, within seconds; must not block. It gets nothing
    ///   if the guest offers nothing, does not answer, or offers what is no [ClipboardText]
    void fetch(Selection selection, Consumer<Optional<ClipboardText>> taker);

    /// Tells a display of the guest's copies, from now on until the result is closed; at once if
    /// the guest has copied already.
    Following follow(Follower follower);

    /// Told, on another thread, what the guest does. It must not block. A guest that copies without
    /// end is followed at a bearable pace; the latest counts.
    interface Follower {
        /// The guest has copied: [#fetch] gets it now.
        void guestCopied(Selection selection);

        /// The guest offers nothing any more: it says so, is gone, or the host has copied.
        void guestReleased(Selection selection);
    }

    /// Ends with [#close].
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
