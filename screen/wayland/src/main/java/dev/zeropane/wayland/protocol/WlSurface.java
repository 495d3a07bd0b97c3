// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_surface`, version 6 of `wayland.xml`.
public final class WlSurface {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_surface", 6, Request.class, Event.class);

    private WlSurface() {}

    public enum Request implements Message {
        DESTROY("!"),
        ATTACH("?o(wl_buffer)ii"),
        DAMAGE("iiii"),
        FRAME("n(wl_callback)"),
        SET_OPAQUE_REGION("?o(wl_region)"),
        SET_INPUT_REGION("?o(wl_region)"),
        COMMIT(""),
        SET_BUFFER_TRANSFORM("2i"),
        SET_BUFFER_SCALE("3i"),
        DAMAGE_BUFFER("4iiii"),
        OFFSET("5ii");

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
        ENTER("o(wl_output)"),
        LEAVE("o(wl_output)"),
        PREFERRED_BUFFER_SCALE("6i"),
        PREFERRED_BUFFER_TRANSFORM("6u");

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
