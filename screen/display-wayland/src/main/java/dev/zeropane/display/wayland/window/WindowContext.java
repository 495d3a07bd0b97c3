// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.globals.Bound;
import dev.zeropane.display.wayland.globals.Outputs;
import dev.zeropane.display.wayland.picture.PictureContext;
import dev.zeropane.display.wayland.seat.GuestInput;
import dev.zeropane.display.wayland.seat.PointerCursor;
import dev.zeropane.display.wayland.seat.Seats;
import dev.zeropane.display.wayland.seat.ShortcutsInhibit;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSurface;
import java.util.Optional;

/// What the windows of one connection have in common.
///
/// @param layout where in its window a picture is
/// @param sizes told which sizes windows are given
/// @param seats told which windows there are
/// @param guest takes what is done to the guest
public record WindowContext(
        EventLoop loop,
        Layout.Rule layout,
        SizeWishes sizes,
        Seats seats,
        GuestInput guest,
        Outputs outputs,
        PictureContext pictures) {
    Bound bound() {
        return pictures.bound();
    }

    /// Keeps the compositor's shortcuts from a window if anybody takes its keys.
    ShortcutsInhibit shortcutsInhibit(Proxy<WlSurface.Request> surface) {
        return new ShortcutsInhibit(
                guest.isWanted() ? bound().shortcuts() : Optional.empty(), surface);
    }

    /// What the pointers over a window look like.
    PointerCursor pointerCursor() {
        return new PointerCursor(
                pictures.connection(),
                bound().compositor(),
                bound().shm(),
                bound().viewporter(),
                bound().cursorShapes());
    }
}
