// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_touch`, version 8 of `wayland.xml`.
public final class WlTouch {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_touch", 8, Request.class, Event.class);

    private WlTouch() {}

    public enum Request implements Message {
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
        DOWN("uuo(wl_surface)iff"),
        UP("uui"),
        MOTION("uiff"),
        FRAME(""),
        CANCEL(""),
        SHAPE("6iff"),
        ORIENTATION("6if");

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
