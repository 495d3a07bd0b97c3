// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_seat`, version 8 of `wayland.xml`.
public final class WlSeat {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_seat", 8, Request.class, Event.class);

    public static final int CAPABILITY_POINTER = 1;
    public static final int CAPABILITY_KEYBOARD = 2;
    public static final int CAPABILITY_TOUCH = 4;

    private WlSeat() {}

    public enum Request implements Message {
        GET_POINTER("n(wl_pointer)"),
        GET_KEYBOARD("n(wl_keyboard)"),
        GET_TOUCH("n(wl_touch)"),
        RELEASE("5!");

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
        CAPABILITIES("u"),
        NAME("2s");

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
