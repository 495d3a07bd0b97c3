// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Proxy;
import java.util.Optional;
import java.util.function.Function;

/// The listeners of a seat's events.
///
/// @param find the listener of a surface; nothing if the surface is not one of the windows
/// @param endFrame called when the events so far happened together; they may be on several
///   surfaces, such as leaving one and entering another
record SeatListeners(Function<Proxy<?>, Optional<SeatListener>> find, Runnable endFrame) {}
