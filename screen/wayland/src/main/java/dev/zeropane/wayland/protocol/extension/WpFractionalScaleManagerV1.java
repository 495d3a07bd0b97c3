// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wp_fractional_scale_manager_v1`, version 1 of `fractional-scale-v1.xml`.
public final class WpFractionalScaleManagerV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wp_fractional_scale_manager_v1", 1, Request.class, NoMessage.class);

    private WpFractionalScaleManagerV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_FRACTIONAL_SCALE("n(wp_fractional_scale_v1)o(wl_surface)");

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
