// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_buffer`, version 1 of `wayland.xml`.
public final class WlBuffer {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_buffer", 1, Request.class, Event.class);

    private WlBuffer() {}

    public enum Request implements Message {
        DESTROY("!");

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
        RELEASE("");

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
