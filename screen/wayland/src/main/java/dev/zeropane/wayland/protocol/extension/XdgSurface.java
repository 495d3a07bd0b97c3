// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `xdg_surface`, version 5 of `xdg-shell.xml`.
public final class XdgSurface {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("xdg_surface", 5, Request.class, Event.class);

    private XdgSurface() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_TOPLEVEL("n(xdg_toplevel)"),
        GET_POPUP("n(xdg_popup)?o(xdg_surface)o(xdg_positioner)"),
        SET_WINDOW_GEOMETRY("iiii"),
        ACK_CONFIGURE("u");

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
        CONFIGURE("u");

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
