// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Proxy;
import java.util.Optional;
import java.util.function.Function;

/// Who hears of what a seat does.
///
/// @param of the listener of a surface; nothing if the surface is not a window of ours
/// @param frame called when what was heard so far happened together; it may be of several surfaces,
///   such as one that was left and one that was entered
record SeatListeners(Function<Proxy<?>, Optional<SeatListener>> of, Runnable frame) {}
