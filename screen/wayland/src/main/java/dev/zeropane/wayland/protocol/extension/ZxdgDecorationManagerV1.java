// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `zxdg_decoration_manager_v1`, version 1 of `xdg-decoration-unstable-v1.xml`.
public final class ZxdgDecorationManagerV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("zxdg_decoration_manager_v1", 1, Request.class, NoMessage.class);

    private ZxdgDecorationManagerV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_TOPLEVEL_DECORATION("n(zxdg_toplevel_decoration_v1)o(xdg_toplevel)");

        private final String signature;

        Request(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }
}
