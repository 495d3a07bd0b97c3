// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import java.util.List;
import java.util.Optional;

/// A keyboard layout that a guest has: by which keys it makes characters.
public interface KeyLayout {
    /// That of the USA.
    KeyLayout US = (character, capsLock) -> UsLayout.stroke(character, capsLock).map(List::of);

    /// How a character is typed: mostly by one stroke, with a dead key by two.
    ///
    /// @param character a code point of Unicode
    /// @param capsLock whether the guest has Caps Lock on
    /// @return nothing if the layout does not have it
    Optional<List<Stroke>> find(int character, boolean capsLock);
}
