// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_display`, version 1 of `wayland.xml`.
public final class WlDisplay {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_display", 1, Request.class, Event.class);

    private WlDisplay() {}

    public enum Request implements Message {
        SYNC("n(wl_callback)"),
        GET_REGISTRY("n(wl_registry)");

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
        ERROR("ous"),
        DELETE_ID("u");

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
