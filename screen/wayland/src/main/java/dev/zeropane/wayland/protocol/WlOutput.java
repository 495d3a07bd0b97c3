// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_output`, version 4 of `wayland.xml`.
public final class WlOutput {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_output", 4, Request.class, Event.class);

    private WlOutput() {}

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
        GEOMETRY("iiiiissi"),
        MODE("uiii"),
        DONE("2"),
        SCALE("2i"),
        NAME("4s"),
        DESCRIPTION("4s");

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
