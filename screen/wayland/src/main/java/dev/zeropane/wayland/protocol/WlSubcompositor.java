// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_subcompositor`, version 1 of `wayland.xml`.
public final class WlSubcompositor {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_subcompositor", 1, Request.class, NoMessage.class);

    private WlSubcompositor() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_SUBSURFACE("n(wl_subsurface)o(wl_surface)o(wl_surface)");

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
