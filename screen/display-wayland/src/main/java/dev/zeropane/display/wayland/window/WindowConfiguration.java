// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Decoration;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.geometry.WindowState;
import java.util.Optional;

/// The configuration of a window that the compositor wants.
///
/// @param size of the window with its frame, logical pixels; a side of 0 is for the client to
///   choose
/// @param serverSide whether the compositor draws the frame
record WindowConfiguration(Size size, WindowState state, boolean serverSide) {
    static final WindowConfiguration INITIAL =
            new WindowConfiguration(new Size(0, 0), WindowState.INITIAL, false);

    WindowConfiguration with(Size otherSize, WindowState otherState) {
        return new WindowConfiguration(otherSize, otherState, serverSide);
    }

    WindowConfiguration withServerSide(boolean otherServerSide) {
        return new WindowConfiguration(size, state, otherServerSide);
    }

    /// The frame that the window draws.
    Decoration decoration() {
        if (serverSide || state.fullscreen()) {
            return Decoration.NONE;
        }
        if (state.isFloating()) {
            return Decoration.FULL;
        }
        return size.isEmpty() || Decoration.TITLE.fits(size) ? Decoration.TITLE : Decoration.NONE;
    }

    /// The size of the content of a window of this size; nothing if that is unknown.
    Optional<Size> content(Size window) {
        if (window.isEmpty()) {
            return Optional.empty();
        }
        Rect content = decoration().content(window.width(), window.height());
        return Optional.of(new Size(Math.max(1, content.width()), Math.max(1, content.height())));
    }
}
