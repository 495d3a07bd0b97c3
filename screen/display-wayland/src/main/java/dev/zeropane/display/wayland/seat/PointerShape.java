// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeDeviceV1;
import dev.zeropane.wayland.protocol.extension.WpCursorShapeManagerV1;

/// Gives a pointer the compositor's own cursors.
final class PointerShape implements AutoCloseable {
    private final Proxy<WpCursorShapeDeviceV1.Request> device;

    PointerShape(Proxy<WpCursorShapeManagerV1.Request> manager, Proxy<WlPointer.Request> pointer) {
        this.device =
                manager.create(
                        WpCursorShapeManagerV1.Request.GET_POINTER,
                        WpCursorShapeDeviceV1.INTERFACE,
                        Handler.none(),
                        pointer);
    }

    /// Shows the cursor for a part of a window; for the content, the ordinary arrow.
    ///
    /// @param serial of the event by which the pointer entered the window
    void set(int serial, Hit hit) {
        int shape =
                switch (hit) {
                    case CONTENT, MOVE, CLOSE, MAXIMIZE, MINIMIZE ->
                            WpCursorShapeDeviceV1.SHAPE_DEFAULT;
                    case RESIZE_TOP -> WpCursorShapeDeviceV1.SHAPE_N_RESIZE;
                    case RESIZE_BOTTOM -> WpCursorShapeDeviceV1.SHAPE_S_RESIZE;
                    case RESIZE_LEFT -> WpCursorShapeDeviceV1.SHAPE_W_RESIZE;
                    case RESIZE_TOP_LEFT -> WpCursorShapeDeviceV1.SHAPE_NW_RESIZE;
                    case RESIZE_BOTTOM_LEFT -> WpCursorShapeDeviceV1.SHAPE_SW_RESIZE;
                    case RESIZE_RIGHT -> WpCursorShapeDeviceV1.SHAPE_E_RESIZE;
                    case RESIZE_TOP_RIGHT -> WpCursorShapeDeviceV1.SHAPE_NE_RESIZE;
                    case RESIZE_BOTTOM_RIGHT -> WpCursorShapeDeviceV1.SHAPE_SE_RESIZE;
                };
        device.request(WpCursorShapeDeviceV1.Request.SET_SHAPE)
                .unsigned(serial)
                .unsigned(shape)
                .send();
    }

    @Override
    public void close() {
        device.request(WpCursorShapeDeviceV1.Request.DESTROY).send();
    }
}
