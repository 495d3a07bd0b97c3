// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.wayland.protocol.extension.XdgToplevel;

/// The part of a window that the pointer is over.
public enum Hit {
    /// The guest's picture, or the black beside it.
    CONTENT,
    /// The title bar, by which the window is moved.
    MOVE,
    CLOSE,
    MAXIMIZE,
    MINIMIZE,
    RESIZE_TOP(XdgToplevel.RESIZE_EDGE_TOP),
    RESIZE_BOTTOM(XdgToplevel.RESIZE_EDGE_BOTTOM),
    RESIZE_LEFT(XdgToplevel.RESIZE_EDGE_LEFT),
    RESIZE_TOP_LEFT(XdgToplevel.RESIZE_EDGE_TOP_LEFT),
    RESIZE_BOTTOM_LEFT(XdgToplevel.RESIZE_EDGE_BOTTOM_LEFT),
    RESIZE_RIGHT(XdgToplevel.RESIZE_EDGE_RIGHT),
    RESIZE_TOP_RIGHT(XdgToplevel.RESIZE_EDGE_TOP_RIGHT),
    RESIZE_BOTTOM_RIGHT(XdgToplevel.RESIZE_EDGE_BOTTOM_RIGHT);

    private final int resizeEdge;

    Hit() {
        this(XdgToplevel.RESIZE_EDGE_NONE);
    }

    Hit(int resizeEdge) {
        this.resizeEdge = resizeEdge;
    }

    /// One of `XdgToplevel.RESIZE_EDGE_...`; `RESIZE_EDGE_NONE` for a part that does not resize the
    /// window.
    public int resizeEdge() {
        return resizeEdge;
    }

    public boolean isButton() {
        return this == CLOSE || this == MAXIMIZE || this == MINIMIZE;
    }

    public boolean isResize() {
        return resizeEdge != XdgToplevel.RESIZE_EDGE_NONE;
    }

    /// The part with this number of `xdg_toplevel.resize_edge`; a corner has the sum of its edges.
    static Hit ofResizeEdge(int edge) {
        for (Hit hit : values()) {
            if (hit.isResize() && hit.resizeEdge == edge) {
                return hit;
            }
        }
        throw new IllegalArgumentException("no edge: " + edge);
    }
}
