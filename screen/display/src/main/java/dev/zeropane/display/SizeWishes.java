// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// Takes the sizes that a display would like a guest's screens to have, for instance because a
/// window was resized. Any thread may call it; it neither blocks nor throws.
public interface SizeWishes {
    /// Ignores all wishes.
    SizeWishes NONE = (scanout, size) -> {};

    /// Tells the guest of the size. The guest may take it soon, later, or never.
    ///
    /// @param scanout number of the screen, from 0
    void wish(int scanout, Mode size);
}
