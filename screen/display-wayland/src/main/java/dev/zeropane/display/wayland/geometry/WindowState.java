// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.wayland.protocol.XdgToplevel;

/// What the compositor says a window is at the moment (`xdg_toplevel.configure`).
///
/// @param tiled whether edges of it are other windows' or the screen's
/// @param resizing whether the user is dragging an edge of it
/// @param activated whether it looks like the one that is used
public record WindowState(
        boolean maximized, boolean fullscreen, boolean tiled, boolean resizing, boolean activated) {
    public static final WindowState INITIAL = new WindowState(false, false, false, false, false);

    /// Reads the event's array.
    public static WindowState of(int[] states) {
        boolean maximized = false;
        boolean fullscreen = false;
        boolean tiled = false;
        boolean resizing = false;
        boolean activated = false;
        for (int state : states) {
            switch (state) {
                case XdgToplevel.STATE_MAXIMIZED -> maximized = true;
                case XdgToplevel.STATE_FULLSCREEN -> fullscreen = true;
                case XdgToplevel.STATE_TILED_LEFT,
                        XdgToplevel.STATE_TILED_RIGHT,
                        XdgToplevel.STATE_TILED_TOP,
                        XdgToplevel.STATE_TILED_BOTTOM ->
                        tiled = true;
                case XdgToplevel.STATE_RESIZING -> resizing = true;
                case XdgToplevel.STATE_ACTIVATED -> activated = true;
                default -> {
                    // States that later versions have: nothing depends on them.
                }
            }
        }
        return new WindowState(maximized, fullscreen, tiled, resizing, activated);
    }

    /// Whether the window must be of the size it is told.
    boolean isSized() {
        return maximized || fullscreen;
    }

    /// Whether the window may be of any size.
    public boolean isFloating() {
        return !maximized && !fullscreen && !tiled;
    }
}
