// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_region`, version 1 of `wayland.xml`.
public final class WlRegion {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_region", 1, Request.class, NoMessage.class);

    private WlRegion() {}

    public enum Request implements Message {
        DESTROY("!"),
        ADD("iiii"),
        SUBTRACT("iiii");

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
