// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wp_cursor_shape_manager_v1`, version 1 of `cursor-shape-v1.xml`.
public final class WpCursorShapeManagerV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wp_cursor_shape_manager_v1", 1, Request.class, NoMessage.class);

    private WpCursorShapeManagerV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        GET_POINTER("n(wp_cursor_shape_device_v1)o(wl_pointer)"),
        GET_TABLET_TOOL_V2("n(wp_cursor_shape_device_v1)o(zwp_tablet_tool_v2)");

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
