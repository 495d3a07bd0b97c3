// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wp_fractional_scale_v1`, version 1 of `fractional-scale-v1.xml`.
public final class WpFractionalScaleV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wp_fractional_scale_v1", 1, Request.class, Event.class);

    private WpFractionalScaleV1() {}

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
        PREFERRED_SCALE("u");

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
