// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.XdgSurface;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;

/// A client's window, without a buffer yet.
record TestWindow(
        Proxy<WlCompositor.Request> compositor,
        Proxy<WlSurface.Request> surface,
        Proxy<XdgSurface.Request> shellSurface,
        Proxy<XdgToplevel.Request> toplevel) {
    /// One that was configured, and has acknowledged it.
    static TestWindow configured(TestClient client) {
        TestWindow window = unconfigured(client);
        client.commit(window.surface);
        client.roundTrip();
        return window;
    }

    static TestWindow unconfigured(TestClient client) {
        Proxy<WlCompositor.Request> compositor = client.bind(WlCompositor.INTERFACE);
        Proxy<WlSurface.Request> surface =
                client.create(compositor, WlCompositor.Request.CREATE_SURFACE, WlSurface.INTERFACE);
        Proxy<XdgSurface.Request> shellSurface =
                client.acknowledging(client.bind(XdgWmBase.INTERFACE), surface);
        Proxy<XdgToplevel.Request> toplevel =
                client.create(shellSurface, XdgSurface.Request.GET_TOPLEVEL, XdgToplevel.INTERFACE);
        return new TestWindow(compositor, surface, shellSurface, toplevel);
    }

    Proxy<WlSurface.Request> anotherSurface(TestClient client) {
        return client.create(compositor, WlCompositor.Request.CREATE_SURFACE, WlSurface.INTERFACE);
    }
}
