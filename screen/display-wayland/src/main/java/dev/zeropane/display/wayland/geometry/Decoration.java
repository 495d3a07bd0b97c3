// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.Rect;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.Optional;
import java.util.stream.Stream;

/// The frame that a window draws for itself, and the places of its parts. All numbers are logical
/// pixels; a window's size includes its frame.
///
/// ```
/// +------------------------------+  \ BORDER
/// |                  [_] [ ] [x] |  / in TITLE_BAR
/// |  +------------------------+  |
/// |  | content                |  |
/// |  +------------------------+  |
/// +------------------------------+
/// ```
public enum Decoration {
    /// None: the window fills the screen, or the compositor draws a frame.
    NONE(0, 0),
    /// A title bar alone: the window's edges touch those of the screen or of other windows.
    TITLE(0, Decoration.TITLE_BAR),
    /// A title bar, and a border around the window to resize it by.
    FULL(Decoration.BORDER, Decoration.TITLE_BAR);

    private static final int BORDER = 4;
    private static final int TITLE_BAR = 28;
    private static final int BUTTON = 34;

    /// How far from a corner an edge still resizes both ways.
    private static final int CORNER = 16;

    private final int border;
    private final int top;

    /// The buttons besides the close button.
    ///
    /// @param maximize whether the compositor can maximise windows
    /// @param minimize whether it can minimise them
    public record Buttons(boolean maximize, boolean minimize) {
        /// From the right.
        private Stream<Hit> all() {
            return Stream.of(Hit.CLOSE, Hit.MAXIMIZE, Hit.MINIMIZE).filter(this::has);
        }

        boolean has(Hit button) {
            return switch (button) {
                case CLOSE -> true;
                case MAXIMIZE -> maximize;
                case MINIMIZE -> minimize;
                default -> false;
            };
        }
    }

    Decoration(int border, int top) {
        this.border = border;
        this.top = top;
    }

    /// The width that the frame adds to the content.
    public int addedWidth() {
        return 2 * border;
    }

    /// The height that the frame adds to the content.
    public int addedHeight() {
        return top + border;
    }

    /// The least width of a window with room for all its buttons and for a place to drag it by.
    public int minWidth() {
        return this == NONE ? 1 : 2 * border + 4 * BUTTON;
    }

    /// Whether a window of this size has room for the decoration and some content.
    public boolean fits(Size window) {
        return window.width() >= minWidth() && window.height() > addedHeight();
    }

    /// The width of the border on every side.
    public int border() {
        return border;
    }

    /// The place of the content; empty if the window has no room for it.
    public Rect content(int width, int height) {
        return new Rect(
                border,
                top,
                Math.max(0, width - addedWidth()),
                Math.max(0, height - addedHeight()));
    }

    /// The place of a button, unless the window lacks the button or is too narrow.
    public Optional<Rect> button(Hit button, int width, Buttons buttons) {
        if (this == NONE || !buttons.has(button)) {
            return Optional.empty();
        }
        int fromRight = (int) buttons.all().takeWhile(other -> other != button).count() + 1;
        int x = width - border - fromRight * BUTTON;
        return x < border
                ? Optional.empty()
                : Optional.of(new Rect(x, border, BUTTON, top - border));
    }

    /// The part of the window at a place. A place outside of the window counts as the nearest edge:
    /// the pointer may leave the window while a button is held.
    public Hit at(double x, double y, int width, int height, Buttons buttons) {
        int edge = edge(x, y, width, height);
        if (edge != XdgToplevel.RESIZE_EDGE_NONE) {
            return Hit.ofResizeEdge(edge);
        }
        if (this == NONE || y >= top) {
            return Hit.CONTENT;
        }
        return buttons.all()
                .filter(hit ->
                        button(hit, width, buttons)
                                .filter(place -> x >= place.x() && x < place.right())
                                .isPresent())
                .findFirst()
                .orElse(Hit.MOVE);
    }

    private int edge(double x, double y, int width, int height) {
        if (border == 0
                || (x >= border && x < width - border && y >= border && y < height - border)) {
            return XdgToplevel.RESIZE_EDGE_NONE;
        }
        // The place is on the border: at one edge, or near a corner at two.
        int edge = XdgToplevel.RESIZE_EDGE_NONE;
        if (y < CORNER || y >= height - CORNER) {
            edge |= y < height / 2.0 ? XdgToplevel.RESIZE_EDGE_TOP : XdgToplevel.RESIZE_EDGE_BOTTOM;
        }
        if (x < CORNER || x >= width - CORNER) {
            edge |= x < width / 2.0 ? XdgToplevel.RESIZE_EDGE_LEFT : XdgToplevel.RESIZE_EDGE_RIGHT;
        }
        return edge;
    }
}
