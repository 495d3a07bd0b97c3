// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_primary_selection_source_v1`, version 1 of `primary-selection-unstable-v1.xml`.
public final class ZwpPrimarySelectionSourceV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_primary_selection_source_v1", 1, Request.class, Event.class);

    private ZwpPrimarySelectionSourceV1() {}

    public enum Request implements Message {
        OFFER("s"),
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
        SEND("sh"),
        CANCELLED("");

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
