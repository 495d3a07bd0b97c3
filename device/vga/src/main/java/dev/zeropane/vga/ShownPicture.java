// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Frame;

/// A picture that a guest has set, compared by identity: the same picture set again is another
/// object.
final class ShownPicture {
    private final Picture picture;
    private final PictureMemory memory;
    private final Frame frame;

    /// @param memory the picture's pages
    ShownPicture(Picture picture, PictureMemory memory) {
        this.picture = picture;
        this.memory = memory;
        this.frame = picture.in(memory, memory.start());
    }

    Picture picture() {
        return picture;
    }

    PictureMemory memory() {
        return memory;
    }

    Frame frame() {
        return frame;
    }
}
