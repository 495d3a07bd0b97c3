// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_callback`, version 1 of `wayland.xml`.
public final class WlCallback {
    public static final Interface<NoMessage, Event> INTERFACE =
            new Interface<>("wl_callback", 1, NoMessage.class, Event.class);

    private WlCallback() {}

    public enum Event implements Message {
        DONE("!u");

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
