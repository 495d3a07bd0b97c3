// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland.protocol.extension;

import dev.zeropane.wayland.Interface;
import dev.zeropane.wayland.Message;
import dev.zeropane.wayland.NoMessage;

/// `wp_cursor_shape_device_v1`, version 1 of `cursor-shape-v1.xml`.
public final class WpCursorShapeDeviceV1 {
    public static final Interface<Request, NoMessage> INTERFACE =
            new Interface<>("wp_cursor_shape_device_v1", 1, Request.class, NoMessage.class);

    public static final int SHAPE_DEFAULT = 1;
    public static final int SHAPE_E_RESIZE = 18;
    public static final int SHAPE_N_RESIZE = 19;
    public static final int SHAPE_NE_RESIZE = 20;
    public static final int SHAPE_NW_RESIZE = 21;
    public static final int SHAPE_S_RESIZE = 22;
    public static final int SHAPE_SE_RESIZE = 23;
    public static final int SHAPE_SW_RESIZE = 24;
    public static final int SHAPE_W_RESIZE = 25;

    private WpCursorShapeDeviceV1() {}

    public enum Request implements Message {
        DESTROY("!"),
        SET_SHAPE("uu");

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
