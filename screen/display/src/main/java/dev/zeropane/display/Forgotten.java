// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Memory that the guest has taken back, until the display's thread handles that. The thread may be
/// stuck, so only a few memories are remembered: beyond that, the display has to drop the buffers
/// of all memory.
final class Forgotten {
    /// More than the buffers that a display keeps of pictures that are not shown.
    private static final int MAX = 64;

    private Set<FrameMemory> memories = new HashSet<>();
    private boolean all;

    void add(FrameMemory memory) {
        if (memories.size() < MAX) {
            memories.add(memory);
        } else {
            all = true;
        }
    }

    boolean isEmpty() {
        return memories.isEmpty();
    }

    /// Empties the set.
    ///
    /// @param shown the memory of the frame to be shown, which the guest still has
    /// @return whether the guest has taken a memory back
    Predicate<FrameMemory> take(Optional<FrameMemory> shown) {
        Set<FrameMemory> named = memories;
        boolean any = all;
        memories = new HashSet<>();
        all = false;
        return any ? memory -> !shown.equals(Optional.of(memory)) : named::contains;
    }
}
