// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.encoding.Tile;
import dev.zeropane.display.web.wire.PixelLayout;
import java.util.List;
import java.util.Optional;

/// What a client is sent next.
///
/// @param before messages that come first
/// @param rectangles of an update that say something else than pixels
/// @param pixels what of the frame is to be sent; black where there is no frame
/// @param fenced whether the client is to say when it has got there
record Update(
        List<Message> before,
        List<Message> rectangles,
        List<Rect> pixels,
        Optional<Frame> frame,
        PixelLayout layout,
        Abilities abilities,
        boolean fenced) {
    Update {
        before = List.copyOf(before);
        rectangles = List.copyOf(rectangles);
        pixels = List.copyOf(pixels);
    }

    /// Messages alone.
    static Update of(List<Message> messages) {
        return new Update(
                messages,
                List.of(),
                List.of(),
                Optional.empty(),
                PixelLayout.NATIVE,
                Abilities.NONE,
                false);
    }

    boolean isEmpty() {
        return rectangles.isEmpty() && pixels.isEmpty();
    }

    int count() {
        return rectangles.size() + pixels.stream().mapToInt(Tile::count).sum();
    }
}
