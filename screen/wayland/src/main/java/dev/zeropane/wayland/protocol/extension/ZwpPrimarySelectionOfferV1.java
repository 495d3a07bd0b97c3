// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_primary_selection_offer_v1`, version 1 of `primary-selection-unstable-v1.xml`.
public final class ZwpPrimarySelectionOfferV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_primary_selection_offer_v1", 1, Request.class, Event.class);

    private ZwpPrimarySelectionOfferV1() {}

    public enum Request implements Message {
        RECEIVE("sh"),
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
        OFFER("s");

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
