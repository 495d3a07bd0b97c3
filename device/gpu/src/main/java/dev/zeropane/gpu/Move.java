// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.Budget;
import java.util.Optional;

/// The way of a resource's pixels into storage of its own, which is allocated and filled in pieces.
/// Nothing changes for the resource before it is given that storage.
final class Move implements AutoCloseable {
    private final Resource resource;
    private final Rect kept;
    private final Budget hostMemory;
    private final Budget mappings;
    private Optional<Shadow> shadow = Optional.empty();
    private Optional<RectCopy> copy = Optional.empty();

    /// @param kept what is copied from its backing; elsewhere there are zeroes
    /// @param hostMemory as of [Shadow#create], as are `mappings`
    Move(Resource resource, Rect kept, Budget hostMemory, Budget mappings) {
        this.resource = resource;
        this.kept = kept;
        this.hostMemory = hostMemory;
        this.mappings = mappings;
    }

    Progress goOn(Turn turn) {
        if (shadow.isEmpty()) {
            shadow = Shadow.create(resource.size(), hostMemory, mappings);
            if (shadow.isEmpty()) {
                return Progress.OUT_OF_MEMORY;
            }
        }
        Progress allocated = shadow.get().allocate(turn);
        if (allocated != Progress.DONE || kept.isEmpty()) {
            return allocated;
        }
        if (copy.isEmpty()) {
            copy = Optional.of(resource.copyInPlace(kept, shadow.get()));
        }
        return copy.get().goOn(turn) ? Progress.DONE : Progress.UNFINISHED;
    }

    /// Hands the storage over.
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
