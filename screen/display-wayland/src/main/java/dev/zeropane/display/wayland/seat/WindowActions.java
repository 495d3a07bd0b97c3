// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// The actions of a window's frame and hot keys.
public interface WindowActions {
    /// Lets the user drag the window, with the pointer's seat.
    void move(Seat seat, int serial);

    /// Lets the user drag an edge of the window.
    void resize(Seat seat, int serial, int edge);

    /// Shows the compositor's menu for windows.
    void menu(Seat seat, int serial, int x, int y);

    void toggleMaximized();

    void minimize();

    void toggleFullscreen();

    void requestClose();
}
