// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_linux_dmabuf_v1`, version 4 of `linux-dmabuf-v1.xml`.
public final class ZwpLinuxDmabufV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_linux_dmabuf_v1", 4, Request.class, Event.class);

    private ZwpLinuxDmabufV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        CREATE_PARAMS("n(zwp_linux_buffer_params_v1)"),
        GET_DEFAULT_FEEDBACK("4n(zwp_linux_dmabuf_feedback_v1)"),
        GET_SURFACE_FEEDBACK("4n(zwp_linux_dmabuf_feedback_v1)o(wl_surface)");

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
        FORMAT("u"),
        MODIFIER("3uuu");

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
