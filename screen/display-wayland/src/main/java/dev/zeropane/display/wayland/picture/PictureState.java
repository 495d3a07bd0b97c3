// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.FrameMemory;

/// What of the guest's picture a window shows. Nothing is committed before the compositor asks for
/// another picture, unless what is shown is gone.
///
/// ```
///              commit                clear
///    BLANK -------------> Shown ---------------> CLEARING
///      ^                  |   ^                     |
///      |                  +---+ commit              |
///      +------------ the compositor has got here ---+
///
///    any of them ---- close ----> CLOSED
/// ```
sealed interface PictureState {
    /// Nothing is shown.
    enum Hidden implements PictureState {
        /// A picture may be shown at once.
        BLANK,

        /// The compositor has not yet taken the last picture away: however fast a guest turns its
        /// screen on and off, nothing is shown before that.
        CLEARING,

        /// The window is gone.
        CLOSED
    }

    /// A picture is shown.
    sealed interface Shown extends PictureState {
        /// Where in its buffer the picture begins.
        ImportLayout part();

        /// Whether the guest has taken its memory back, and the picture must be replaced without
        /// waiting.
        boolean isGone();
    }

    /// What is shown is a copy.
    record Copied() implements Shown {
        @Override
        public ImportLayout part() {
            return ImportLayout.WHOLE;
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    /// What is shown is memory of the guest's own.
    record GuestMemory(FrameMemory memory, ImportLayout part, boolean isGone) implements Shown {
        GuestMemory gone() {
            return new GuestMemory(memory, part, true);
        }
    }
}
