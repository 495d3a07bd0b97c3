// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `xdg_wm_base`, version 5 of `xdg-shell.xml`.
public final class XdgWmBase {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("xdg_wm_base", 5, Request.class, Event.class);

    private XdgWmBase() {}

    public enum Request implements Message {
        DESTROY("!"),
        CREATE_POSITIONER("n(xdg_positioner)"),
        GET_XDG_SURFACE("n(xdg_surface)o(wl_surface)"),
        PONG("u");

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
        PING("u");

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
