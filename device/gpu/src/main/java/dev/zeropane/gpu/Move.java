// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.Budget;
import java.util.Optional;

/// Moves a resource's pixels to its own storage, which is allocated and filled in pieces. The
/// resource does not change before its owner gives it that storage.
final class Move implements AutoCloseable {
    private final Resource resource;
    private final Rect content;
    private final Budget hostMemory;
    private final Budget mappings;
    private Optional<Shadow> shadow = Optional.empty();
    private Optional<RectCopy> copy = Optional.empty();

    /// @param content the rectangle to copy from the backing; the rest is zeroes
    /// @param hostMemory as for [Shadow#create], as is `mappings`
    Move(Resource resource, Rect content, Budget hostMemory, Budget mappings) {
        this.resource = resource;
        this.content = content;
        this.hostMemory = hostMemory;
        this.mappings = mappings;
    }

    Progress advance(Turn turn) {
        if (shadow.isEmpty()) {
            shadow = Shadow.create(resource.size(), hostMemory, mappings);
            if (shadow.isEmpty()) {
                return Progress.OUT_OF_MEMORY;
            }
        }
        Progress allocated = shadow.get().allocate(turn);
        if (allocated != Progress.DONE || content.isEmpty()) {
            return allocated;
        }
        if (copy.isEmpty()) {
            copy = Optional.of(resource.copyInPlace(content, shadow.get()));
        }
        return copy.get().advance(turn) ? Progress.DONE : Progress.UNFINISHED;
    }

    /// Gives the storage to the caller.
    Shadow take() {
        Shadow taken = shadow.orElseThrow();
        shadow = Optional.empty();
        return taken;
    }

    @Override
    public void close() {
        shadow.ifPresent(Shadow::close);
        shadow = Optional.empty();
    }
}
