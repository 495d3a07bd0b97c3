// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_subsurface`, version 1 of `wayland.xml`.
public final class WlSubsurface {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_subsurface", 1, Request.class, NoMessage.class);

    private WlSubsurface() {}

    public enum Request implements Message {
        DESTROY("!"),
        SET_POSITION("ii"),
        PLACE_ABOVE("o(wl_surface)"),
        PLACE_BELOW("o(wl_surface)"),
        SET_SYNC(""),
        SET_DESYNC("");

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
