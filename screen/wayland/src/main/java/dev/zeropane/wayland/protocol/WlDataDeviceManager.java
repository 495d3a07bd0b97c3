// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wl_data_device_manager`, version 3 of `wayland.xml`.
public final class WlDataDeviceManager {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wl_data_device_manager", 3, Request.class, NoMessage.class);

    private WlDataDeviceManager() {}

    public enum Request implements Message {
        CREATE_DATA_SOURCE("n(wl_data_source)"),
        GET_DATA_DEVICE("n(wl_data_device)o(wl_seat)");

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
