// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `xdg_toplevel`, version 5 of `xdg-shell.xml`.
public final class XdgToplevel {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("xdg_toplevel", 5, Request.class, Event.class);

    public static final int RESIZE_EDGE_NONE = 0;
    public static final int RESIZE_EDGE_TOP = 1;
    public static final int RESIZE_EDGE_BOTTOM = 2;
    public static final int RESIZE_EDGE_LEFT = 4;
    public static final int RESIZE_EDGE_TOP_LEFT = 5;
    public static final int RESIZE_EDGE_BOTTOM_LEFT = 6;
    public static final int RESIZE_EDGE_RIGHT = 8;
    public static final int RESIZE_EDGE_TOP_RIGHT = 9;
    public static final int RESIZE_EDGE_BOTTOM_RIGHT = 10;
    public static final int STATE_MAXIMIZED = 1;
    public static final int STATE_FULLSCREEN = 2;
    public static final int STATE_RESIZING = 3;
    public static final int STATE_ACTIVATED = 4;
    public static final int STATE_TILED_LEFT = 5;
    public static final int STATE_TILED_RIGHT = 6;
    public static final int STATE_TILED_TOP = 7;
    public static final int STATE_TILED_BOTTOM = 8;
    public static final int WM_CAPABILITIES_WINDOW_MENU = 1;
    public static final int WM_CAPABILITIES_MAXIMIZE = 2;
    public static final int WM_CAPABILITIES_FULLSCREEN = 3;
    public static final int WM_CAPABILITIES_MINIMIZE = 4;

    private XdgToplevel() {}

    public enum Request implements Message {
        DESTROY("!"),
        SET_PARENT("?o(xdg_toplevel)"),
        SET_TITLE("s"),
        SET_APP_ID("s"),
        SHOW_WINDOW_MENU("o(wl_seat)uii"),
        MOVE("o(wl_seat)u"),
        RESIZE("o(wl_seat)uu"),
        SET_MAX_SIZE("ii"),
        SET_MIN_SIZE("ii"),
        SET_MAXIMIZED(""),
        UNSET_MAXIMIZED(""),
        SET_FULLSCREEN("?o(wl_output)"),
        UNSET_FULLSCREEN(""),
        SET_MINIMIZED("");

        private final String signature;

        Request(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }

    public enum Event implements Message {
        CONFIGURE("iia"),
        CLOSE(""),
        CONFIGURE_BOUNDS("4ii"),
        WM_CAPABILITIES("5a");

        private final String signature;

        Event(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }
}
