// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_data_device`, version 3 of `wayland.xml`.
public final class WlDataDevice {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_data_device", 3, Request.class, Event.class);

    private WlDataDevice() {}

    public enum Request implements Message {
        START_DRAG("?o(wl_data_source)o(wl_surface)?o(wl_surface)u"),
        SET_SELECTION("?o(wl_data_source)u"),
        RELEASE("2!");

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
        DATA_OFFER("n(wl_data_offer)"),
        ENTER("uo(wl_surface)ff?o(wl_data_offer)"),
        LEAVE(""),
        MOTION("uff"),
        DROP(""),
        SELECTION("?o(wl_data_offer)");

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
