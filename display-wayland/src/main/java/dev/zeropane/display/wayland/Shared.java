package dev.zeropane.display.wayland;

import dev.zeropane.display.MemoryBudget;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSurface;
import java.util.Optional;

/// What the windows of one connection have in common.
///
/// @param layout where in their windows pictures are
/// @param sizes told which sizes windows are given
/// @param seats told which windows there are
/// @param guest what is done to the guest goes through it
/// @param compositor what it takes without a copy
/// @param events hears of pictures
/// @param budget for what is shared with the compositor: copies of pictures, and frames
record Shared(
        EventLoop loop,
        Layout.Rule layout,
        SizeWishes sizes,
        Seats seats,
        GuestInput guest,
        Connection connection,
        Bound bound,
        Outputs outputs,
        Compositor compositor,
        PictureEvents events,
        MemoryBudget budget) {
    /// Keeps the compositor's shortcuts from one of them, if there is anybody to take the keys.
    ShortcutsInhibit shortcutsInhibit(Proxy<WlSurface.Request> surface) {
        return new ShortcutsInhibit(
                guest.isWanted() ? bound.shortcuts() : Optional.empty(), surface);
    }

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
