// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// Where a display says which size it would like a guest's screen to have, because a window got
/// another one for instance. Any thread may call it; it neither blocks nor throws.
public interface SizeWishes {
    /// One that takes no notice of anything.
    SizeWishes NONE = (scanout, size) -> {};

    /// The guest is told, and does as it likes: it may take this size soon, later, or never.
    ///
    /// @param scanout number of the screen, from 0
    void wish(int scanout, Mode size);
}
