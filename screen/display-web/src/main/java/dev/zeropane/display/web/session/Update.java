// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.encoding.Tile;
import dev.zeropane.display.web.wire.PixelLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a client is sent next.
///
/// @param before messages that come first
/// @param rectangles of an update that say something else than pixels
/// @param pixels what of the frame is to be sent; black where there is no frame
/// @param again what is to be sent exactly, as it was not before
/// @param fenced whether the client is to say when it has got there
record Update(
        List<Message> before,
        List<Message> rectangles,
        List<Rect> pixels,
        List<Rect> again,
        Optional<Frame> frame,
        PixelLayout layout,
        Abilities abilities,
        boolean fenced) {
    Update {
        before = List.copyOf(before);
        rectangles = List.copyOf(rectangles);
        pixels = List.copyOf(pixels);
        again = List.copyOf(again);
    }

    /// Messages alone.
    static Update of(List<Message> messages) {
        return new Update(
                messages,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                PixelLayout.NATIVE,
                Abilities.NONE,
                false);
    }

    boolean isEmpty() {
        return rectangles.isEmpty() && !hasPixels();
    }

    boolean hasPixels() {
        return !pixels.isEmpty() || !again.isEmpty();
    }

    int count() {
        return rectangles.size()
                + Stream.concat(pixels.stream(), again.stream()).mapToInt(Tile::count).sum();
    }
}
