package dev.zeropane.display.wayland;

import dev.zeropane.display.MemoryBudget;
import dev.zeropane.wayland.Connection;

/// What the windows of one connection have in common.
///
/// @param budget for what is shared with the compositor: copies of pictures, and frames
record Shared(
        WaylandOptions options,
        Connection connection,
        Bound bound,
        Outputs outputs,
        MemoryBudget budget) {
    /// What the pointers over a window look like.
    PointerCursor pointerCursor() {
        return new PointerCursor(
                connection,
                bound.compositor(),
                bound.shm(),
                bound.viewporter(),
                bound.cursorShapes());
    }
}
