// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_registry`, version 1 of `wayland.xml`.
public final class WlRegistry {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_registry", 1, Request.class, Event.class);

    private WlRegistry() {}

    public enum Request implements Message {
        BIND("usun");

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
        GLOBAL("usu"),
        GLOBAL_REMOVE("u");

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
