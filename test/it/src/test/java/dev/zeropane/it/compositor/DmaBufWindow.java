// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.it.compositor.WaylandWire.Event;
import dev.zeropane.linux.Fd;
import java.util.List;

/// A window that shows a dma-buf of linear XRGB8888, or a memfd in place of one. Compositors for
/// which that is good enough map what they are given. One thread.
public final class DmaBufWindow implements AutoCloseable {
    private static final int DRM_FORMAT_XRGB8888 = 0x34325258;
    private static final int BYTES_PER_PIXEL = 4;

    // Requests and events by their place in the protocol.
    private static final int WL_COMPOSITOR_CREATE_SURFACE = 0;
    private static final int WL_SURFACE_ATTACH = 1;
    private static final int WL_SURFACE_DAMAGE = 2;
    private static final int WL_SURFACE_COMMIT = 6;
    private static final int XDG_WM_BASE_GET_XDG_SURFACE = 2;
    private static final int XDG_SURFACE_GET_TOPLEVEL = 1;
    private static final int XDG_SURFACE_ACK_CONFIGURE = 4;
    private static final int XDG_SURFACE_CONFIGURE = 0;
    private static final int ZWP_LINUX_DMABUF_V1_CREATE_PARAMS = 1;
    private static final int ZWP_LINUX_BUFFER_PARAMS_V1_ADD = 1;
    private static final int ZWP_LINUX_BUFFER_PARAMS_V1_CREATE_IMMED = 3;

    private final WaylandWire wire;
    private final int dmaBufs;
    private final int surface;
    private int shown;

    /// Opens a window that shows nothing yet.
    public DmaBufWindow(Compositor compositor) {
        wire = new WaylandWire(compositor.socket());
        WaylandGlobals globals = new WaylandGlobals(wire);
        dmaBufs = globals.bind("zwp_linux_dmabuf_v1", 3);
        int compositing = globals.bind("wl_compositor", 1);
        int shell = globals.bind("xdg_wm_base", 1);
        surface = wire.newId();
        wire.send(compositing, WL_COMPOSITOR_CREATE_SURFACE, surface);
        int window = wire.newId();
        wire.send(shell, XDG_WM_BASE_GET_XDG_SURFACE, window, surface);
        wire.send(window, XDG_SURFACE_GET_TOPLEVEL, wire.newId());
        wire.send(surface, WL_SURFACE_COMMIT);
        Event configure = wire.receive();
        while (!configure.is(window, XDG_SURFACE_CONFIGURE)) {
            configure = wire.receive();
        }
        wire.send(window, XDG_SURFACE_ACK_CONFIGURE, configure.arguments().getInt());
    }

    /// Shows a buffer, which stays the caller's.
    ///
    /// @throws AssertionError if the compositor does not take it
    public void show(Fd pixels, int width, int height) {
        int params = wire.newId();
        wire.send(dmaBufs, ZWP_LINUX_DMABUF_V1_CREATE_PARAMS, params);
        int plane = 0;
        int offset = 0;
        int linear = 0; // either half of the modifier
        wire.send(
                List.of(pixels),
                params,
                ZWP_LINUX_BUFFER_PARAMS_V1_ADD,
                plane,
                offset,
                width * BYTES_PER_PIXEL,
                linear,
                linear);
        int buffer = wire.newId();
        int flags = 0;
        wire.send(
                params,
                ZWP_LINUX_BUFFER_PARAMS_V1_CREATE_IMMED,
                buffer,
                width,
                height,
                DRM_FORMAT_XRGB8888,
                flags);
        shown = buffer;
        damage(width, height);
    }

    /// Says that the buffer on show holds another picture. It is attached again: with damage alone
    /// Weston goes on to show what it had.
    public void damage(int width, int height) {
        wire.send(surface, WL_SURFACE_ATTACH, shown, 0, 0);
        wire.send(surface, WL_SURFACE_DAMAGE, 0, 0, width, height);
        wire.send(surface, WL_SURFACE_COMMIT);
        wire.handleUntilDone(_ -> {});
    }

    @Override
    public void close() {
        wire.close();
    }
}
