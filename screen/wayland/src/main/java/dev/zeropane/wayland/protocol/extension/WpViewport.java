// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wp_viewport`, version 1 of `viewporter.xml`.
public final class WpViewport {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wp_viewport", 1, Request.class, NoMessage.class);

    private WpViewport() {}

    public enum Request implements Message {
        DESTROY("!"),
        SET_SOURCE("ffff"),
        SET_DESTINATION("ii");

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
