// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_primary_selection_device_v1`, version 1 of `primary-selection-unstable-v1.xml`.
public final class ZwpPrimarySelectionDeviceV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_primary_selection_device_v1", 1, Request.class, Event.class);

    private ZwpPrimarySelectionDeviceV1() {}

    public enum Request implements Message {
        SET_SELECTION("?o(zwp_primary_selection_source_v1)u"),
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
        DATA_OFFER("n(zwp_primary_selection_offer_v1)"),
        SELECTION("?o(zwp_primary_selection_offer_v1)");

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
