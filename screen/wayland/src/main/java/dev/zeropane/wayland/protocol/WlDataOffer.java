// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_data_offer`, version 3 of `wayland.xml`.
public final class WlDataOffer {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_data_offer", 3, Request.class, Event.class);

    private WlDataOffer() {}

    public enum Request implements Message {
        ACCEPT("u?s"),
        RECEIVE("sh"),
        DESTROY("!"),
        FINISH("3"),
        SET_ACTIONS("3uu");

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
        OFFER("s"),
        SOURCE_ACTIONS("3u"),
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
