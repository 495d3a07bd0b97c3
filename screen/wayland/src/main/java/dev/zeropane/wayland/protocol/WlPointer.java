// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_pointer`, version 8 of `wayland.xml`.
public final class WlPointer {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_pointer", 8, Request.class, Event.class);

    public static final int BUTTON_STATE_PRESSED = 1;
    public static final int AXIS_VERTICAL_SCROLL = 0;
    public static final int AXIS_HORIZONTAL_SCROLL = 1;

    private WlPointer() {}

    public enum Request implements Message {
        SET_CURSOR("u?o(wl_surface)ii"),
        RELEASE("3!");

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
        ENTER("uo(wl_surface)ff"),
        LEAVE("uo(wl_surface)"),
        MOTION("uff"),
        BUTTON("uuuu"),
        AXIS("uuf"),
        FRAME("5"),
        AXIS_SOURCE("5u"),
        AXIS_STOP("5uu"),
        AXIS_DISCRETE("5ui"),
        AXIS_VALUE120("8ui");

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
