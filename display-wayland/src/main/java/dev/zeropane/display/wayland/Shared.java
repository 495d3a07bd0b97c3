package dev.zeropane.display.wayland;

import dev.zeropane.display.MemoryBudget;

/// What the windows of one connection have in common.
///
/// @param budget for copies of pictures
record Shared(WaylandOptions options, Bound bound, Outputs outputs, MemoryBudget budget) {}
