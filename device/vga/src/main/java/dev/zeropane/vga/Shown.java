// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Frame;

/// A picture that a guest has set, compared by identity: the same picture set again is another
/// object.
final class Shown {
    private final Picture picture;
    private final Chunk chunk;
    private final Frame frame;

    /// @param chunk the picture's pages
    Shown(Picture picture, Chunk chunk) {
        this.picture = picture;
        this.chunk = chunk;
        this.frame = picture.in(chunk, chunk.start());
    }

    Picture picture() {
        return picture;
    }

    Chunk chunk() {
        return chunk;
    }

    Frame frame() {
        return frame;
    }
}
