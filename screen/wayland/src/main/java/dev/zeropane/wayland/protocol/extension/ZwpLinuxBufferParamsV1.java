// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `zwp_linux_buffer_params_v1`, version 4 of `linux-dmabuf-v1.xml`.
public final class ZwpLinuxBufferParamsV1 {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("zwp_linux_buffer_params_v1", 4, Request.class, Event.class);

    private ZwpLinuxBufferParamsV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        ADD("huuuuu"),
        CREATE("iiuu"),
        CREATE_IMMED("2n(wl_buffer)iiuu");

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
        CREATED("n(wl_buffer)"),
        FAILED("");

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
