// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.wayland.geometry.WindowState;
import dev.zeropane.display.wayland.seat.Seat;
import dev.zeropane.display.wayland.seat.WindowActions;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.function.Supplier;

/// Performs a user's actions on a window, by requests to the compositor.
///
/// @param state of the window at the moment
/// @param close closes the window
record ToplevelActions(
        Proxy<XdgToplevel.Request> toplevel, Supplier<WindowState> state, Runnable close)
        implements WindowActions {
    @Override
    public void move(Seat seat, int serial) {
        toplevel.request(XdgToplevel.Request.MOVE).object(seat.proxy()).unsigned(serial).send();
    }

    @Override
    public void resize(Seat seat, int serial, int edge) {
        toplevel.request(XdgToplevel.Request.RESIZE)
                .object(seat.proxy())
                .unsigned(serial)
                .unsigned(edge)
                .send();
    }

    @Override
    public void menu(Seat seat, int serial, int x, int y) {
        toplevel.request(XdgToplevel.Request.SHOW_WINDOW_MENU)
                .object(seat.proxy())
                .unsigned(serial)
                .integer(x)
                .integer(y)
                .send();
    }

    @Override
    public void toggleMaximized() {
        toplevel.request(
                        state.get().maximized()
                                ? XdgToplevel.Request.UNSET_MAXIMIZED
                                : XdgToplevel.Request.SET_MAXIMIZED)
                .send();
    }

    @Override
    public void minimize() {
        toplevel.request(XdgToplevel.Request.SET_MINIMIZED).send();
    }

    @Override
    public void toggleFullscreen() {
        if (state.get().fullscreen()) {
            toplevel.request(XdgToplevel.Request.UNSET_FULLSCREEN).send();
        } else {
            toplevel.request(XdgToplevel.Request.SET_FULLSCREEN).none().send();
        }
    }

    @Override
    public void requestClose() {
        close.run();
    }
}
