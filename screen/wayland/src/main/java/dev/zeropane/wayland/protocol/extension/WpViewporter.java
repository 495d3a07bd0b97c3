// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wp_viewporter`, version 1 of `viewporter.xml`.
public final class WpViewporter {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wp_viewporter", 1, Request.class, NoMessage.class);

    private WpViewporter() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_VIEWPORT("n(wp_viewport)o(wl_surface)");

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
