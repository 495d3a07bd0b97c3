// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `zwp_primary_selection_device_manager_v1`, version 1 of `primary-selection-unstable-v1.xml`.
public final class ZwpPrimarySelectionDeviceManagerV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>(
                    "zwp_primary_selection_device_manager_v1", 1, Request.class, NoMessage.class);

    private ZwpPrimarySelectionDeviceManagerV1() {}

    public enum Request implements Message {
        CREATE_SOURCE("n(zwp_primary_selection_source_v1)"),
        GET_DEVICE("n(zwp_primary_selection_device_v1)o(wl_seat)"),
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
}
