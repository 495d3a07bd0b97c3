// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_compositor`, version 6 of `wayland.xml`.
public final class WlCompositor {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_compositor", 6, Request.class, NoMessage.class);

    private WlCompositor() {}

    public enum Request implements Message {
        CREATE_SURFACE("n(wl_surface)"),
        CREATE_REGION("n(wl_region)");

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
