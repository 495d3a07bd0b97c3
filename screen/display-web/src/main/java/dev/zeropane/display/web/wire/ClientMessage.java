// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

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

    /// Text that somebody copied, which is not kept.
    record CutText(int length) implements ClientMessage {}

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
