// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;

/// `wl_shm`, version 1 of `wayland.xml`.
public final class WlShm {
    public static final Interface<Request, Event> INTERFACE =
            new Interface<>("wl_shm", 1, Request.class, Event.class);

    public static final int FORMAT_ARGB8888 = 0;
    public static final int FORMAT_XRGB8888 = 1;

    private WlShm() {}

    public enum Request implements Message {
        CREATE_POOL("n(wl_shm_pool)hi");

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
        FORMAT("u");

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
