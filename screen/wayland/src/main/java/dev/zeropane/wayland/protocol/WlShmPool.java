// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_shm_pool`, version 1 of `wayland.xml`.
public final class WlShmPool {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_shm_pool", 1, Request.class, NoMessage.class);

    private WlShmPool() {}

    public enum Request implements Message {
        CREATE_BUFFER("n(wl_buffer)iiiiu"),
        DESTROY("!"),
        RESIZE("i");

        private final String signature;

        Request(String signature) {
            this.signature = signature;
        }

        @Override
        public String signature() {
            return signature;
        }
    }
}
