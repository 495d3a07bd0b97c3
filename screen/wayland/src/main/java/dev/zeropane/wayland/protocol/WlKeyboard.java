// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_keyboard`, version 8 of `wayland.xml`.
public final class WlKeyboard {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_keyboard", 8, Request.class, Event.class);

    public static final int KEYMAP_FORMAT_XKB_V1 = 1;
    public static final int KEY_STATE_PRESSED = 1;

    private WlKeyboard() {}

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
        KEYMAP("uhu"),
        ENTER("uo(wl_surface)a"),
        LEAVE("uo(wl_surface)"),
        KEY("uuuu"),
        MODIFIERS("uuuuu"),
        REPEAT_INFO("4ii");

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
