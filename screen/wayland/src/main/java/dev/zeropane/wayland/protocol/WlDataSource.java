// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_data_source`, version 3 of `wayland.xml`.
public final class WlDataSource {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_data_source", 3, Request.class, Event.class);

    private WlDataSource() {}

    public enum Request implements Message {
        OFFER("s"),
        DESTROY("!"),
        SET_ACTIONS("3u");

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
        TARGET("?s"),
        SEND("sh"),
        CANCELLED(""),
        DND_DROP_PERFORMED("3"),
        DND_FINISHED("3"),
        ACTION("3u");

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
