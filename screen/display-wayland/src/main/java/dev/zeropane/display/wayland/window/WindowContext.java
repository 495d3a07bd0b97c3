// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.globals.BoundGlobals;
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

/// What all windows of one connection need.
///
/// @param layout places a picture in its window
/// @param sizes takes the sizes that windows get
/// @param seats knows all windows
/// @param guest takes the guest's input
public record WindowContext(
        EventLoop loop,
        Layout.Rule layout,
        SizeWishes sizes,
        Seats seats,
        GuestInput guest,
        Outputs outputs,
        PictureContext pictures) {
    BoundGlobals bound() {
        return pictures.bound();
    }

    /// Inhibits the compositor's shortcuts for a window, if the guest takes its keys.
    ShortcutsInhibit shortcutsInhibit(Proxy<WlSurface.Request> surface) {
        return new ShortcutsInhibit(
                guest.isWanted() ? bound().shortcuts() : Optional.empty(), surface);
    }

    /// The cursors of the pointers over a window.
    PointerCursor pointerCursor() {
        return new PointerCursor(
                pictures.connection(),
                bound().compositor(),
                bound().shm(),
                bound().viewporter(),
                bound().cursorShapes());
    }
}
