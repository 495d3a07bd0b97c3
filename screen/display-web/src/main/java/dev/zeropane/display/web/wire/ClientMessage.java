// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import dev.zeropane.display.clipboard.ClipboardText;
import java.util.List;

/// What a client says once it is connected.
public sealed interface ClientMessage {
    /// How it wants its pixels from now on.
    record SetPixelFormat(PixelLayout layout) implements ClientMessage {}

    /// What it understands, that which it likes best first.
    record SetEncodings(List<Integer> encodings) implements ClientMessage {
        public SetEncodings {
            encodings = List.copyOf(encodings);
        }
    }

    /// It wants to see part of the picture.
    ///
    /// @param incremental whether it still has what it was sent of that
    record UpdateRequest(boolean incremental, int x, int y, int width, int height)
            implements ClientMessage {}

    /// A key, by what is written on it.
    record Key(boolean pressed, int keysym) implements ClientMessage {}

    /// A key, by where it is.
    ///
    /// @param keysym what is written on it
    /// @param code its scan code of set 1; those that begin with e0 have bit 7 set instead
    record QemuKey(boolean pressed, int keysym, int code) implements ClientMessage {}

    /// Where the pointer is.
    ///
    /// @param buttons those that are down: bit 0 the left one, 1 the middle one, 2 the right one, 3
    ///   to 6 the wheel up, down, left and right, 7 and 8 those for back and forward
    record Pointer(int buttons, int x, int y) implements ClientMessage {}

    /// Text that somebody copied, which nobody wants.
    record CutText(int length) implements ClientMessage {}

    /// Text that somebody copied.
    record CopiedText(ClipboardText text) implements ClientMessage {}

    /// Text that somebody copied and nobody gets.
    ///
    /// @param why for people
    record TextLeftOut(String why) implements ClientMessage {}

    /// What the client does of the extended clipboard.
    ///
    /// @param flags what it understands
    /// @param maxText how long a text may be that it has not asked for, in bytes
    record ClipboardCaps(int flags, long maxText) implements ClientMessage {
        /// Of a client that does not say.
        public static final ClipboardCaps USUAL =
                new ClipboardCaps(
                        Rfb.CLIPBOARD_TEXT
                                | Rfb.CLIPBOARD_REQUEST
                                | Rfb.CLIPBOARD_NOTIFY
                                | Rfb.CLIPBOARD_PROVIDE,
                        20 << 20);

        public boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /// It wants to have what the guest has copied.
    ///
    /// @param text whether as a text
    record ClipboardRequest(boolean text) implements ClientMessage {}

    /// It wants to know whether the guest has copied something.
    record ClipboardPeek() implements ClientMessage {}

    /// Somebody copied something, which can be asked for.
    ///
    /// @param text whether it can be had as a text; otherwise nothing of it is of use
    record ClipboardNotify(boolean text) implements ClientMessage {}

    /// Whether it wants to be sent what changes without asking, and of which part of the picture.
    record ContinuousUpdates(boolean enabled, int x, int y, int width, int height)
            implements ClientMessage {}

    /// A mark in the stream, to be sent back.
    record Fence(int flags, List<Byte> payload) implements ClientMessage {
        public Fence {
            payload = List.copyOf(payload);
        }

        /// Whether the client wants to have it back, and not us.
        public boolean isRequest() {
            return (flags & Rfb.FENCE_REQUEST) != 0;
        }

        /// Whether nothing may be sent between the answer and what comes of the next message.
        public boolean waitsForNext() {
            return isRequest() && (flags & Rfb.FENCE_SYNC_NEXT) != 0;
        }
    }

    /// It wants the picture to have this size.
    record SetDesktopSize(int width, int height) implements ClientMessage {}
}
