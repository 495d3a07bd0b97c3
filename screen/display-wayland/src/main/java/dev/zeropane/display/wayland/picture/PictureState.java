// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.FrameMemory;

/// What a window shows. The next picture is committed only when the compositor asks for it, or at
/// once if the guest took back the memory that is shown.
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

        /// The compositor has not yet removed the last picture. Nothing is shown before that, so
        /// that a guest that turns its screen on and off fast does not flood the connection.
        CLEARING,

        /// The window is gone.
        CLOSED
    }

    /// The window shows a picture.
    sealed interface Shown extends PictureState {
        /// Where in its buffer the picture begins.
        ImportLayout part();

        /// Whether the guest took the picture's memory back, so that the picture must be replaced
        /// at once.
        boolean isRevoked();
    }

    /// The window shows a copy.
    record Copied() implements Shown {
        @Override
        public ImportLayout part() {
            return ImportLayout.WHOLE;
        }

        @Override
        public boolean isRevoked() {
            return false;
        }
    }

    /// The window shows the guest's own memory.
    record GuestMemory(FrameMemory memory, ImportLayout part, boolean isRevoked) implements Shown {
        GuestMemory revoked() {
            return new GuestMemory(memory, part, true);
        }
    }
}
