// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_linux_dmabuf_feedback_v1`, version 4 of `linux-dmabuf-v1.xml`.
public final class ZwpLinuxDmabufFeedbackV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_linux_dmabuf_feedback_v1", 4, Request.class, Event.class);

    private ZwpLinuxDmabufFeedbackV1() {}

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
        DONE(""),
        FORMAT_TABLE("hu"),
        MAIN_DEVICE("a"),
        TRANCHE_DONE(""),
        TRANCHE_TARGET_DEVICE("a"),
        TRANCHE_FORMATS("a"),
        TRANCHE_FLAGS("u");

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
