// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zxdg_toplevel_decoration_v1`, version 1 of `xdg-decoration-unstable-v1.xml`.
public final class ZxdgToplevelDecorationV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zxdg_toplevel_decoration_v1", 1, Request.class, Event.class);

    public static final int MODE_CLIENT_SIDE = 1;
    public static final int MODE_SERVER_SIDE = 2;

    private ZxdgToplevelDecorationV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        SET_MODE("u"),
        UNSET_MODE("");

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
