// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.wayland.protocol.extension.XdgToplevel;

/// The states of a window that the compositor sent last (`xdg_toplevel.configure`).
///
/// @param tiled whether some of its edges touch the screen's or other windows'
/// @param resizing whether the user is dragging an edge of it
/// @param activated whether it looks like the window in use
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
                    // States of later versions: the window ignores them.
                }
            }
        }
        return new WindowState(maximized, fullscreen, tiled, resizing, activated);
    }

    /// Whether the window must have exactly the configured size.
    boolean isSized() {
        return maximized || fullscreen;
    }

    /// Whether the window may have any size.
    public boolean isFloating() {
        return !maximized && !fullscreen && !tiled;
    }
}
