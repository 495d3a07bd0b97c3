// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.wayland.Done;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlRegion;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.WlSubsurface;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import java.util.Optional;

/// The subsurface of a window that shows the guest's picture. All changes but [#place] take effect
/// with [#commit].
final class PictureSurface implements AutoCloseable {
    private static final int WHOLE = Integer.MAX_VALUE;

    private final Proxy<WlSurface.Request> surface;
    private final Proxy<WlSubsurface.Request> subsurface;
    private final Optional<Proxy<WpViewport.Request>> viewport;

    PictureSurface(BoundGlobals bound, Proxy<WlSurface.Request> window) {
        surface =
                bound.compositor()
                        .create(
                                WlCompositor.Request.CREATE_SURFACE,
                                WlSurface.INTERFACE,
                                Handler.none());
        subsurface =
                bound.subcompositor()
                        .create(
                                WlSubcompositor.Request.GET_SUBSURFACE,
                                WlSubsurface.INTERFACE,
                                Handler.none(),
                                surface,
                                window);
        subsurface.request(WlSubsurface.Request.SET_DESYNC).send();
        viewport = bound.viewport(surface);
        leavePointerToWindow(bound.compositor());
    }

    private void leavePointerToWindow(Proxy<WlCompositor.Request> compositor) {
        Proxy<WlRegion.Request> nothing =
                compositor.create(
                        WlCompositor.Request.CREATE_REGION, WlRegion.INTERFACE, Handler.none());
        surface.request(WlSurface.Request.SET_INPUT_REGION).object(nothing).send();
        nothing.request(WlRegion.Request.DESTROY).send();
    }

    /// Moves the subsurface. Takes effect with the window's next commit.
    void place(int x, int y) {
        subsurface.request(WlSubsurface.Request.SET_POSITION).integer(x).integer(y).send();
    }

    /// @param part where the picture begins in the buffer
    /// @param layout how much of the picture is visible, and how large
    void scale(ImportLayout part, Layout layout) {
        viewport.ifPresent(v -> {
            v.request(WpViewport.Request.SET_SOURCE)
                    .fixed(part.x())
                    .fixed(part.y())
                    .fixed(layout.sourceWidth())
                    .fixed(layout.sourceHeight())
                    .send();
            v.request(WpViewport.Request.SET_DESTINATION)
                    .integer(layout.width())
                    .integer(layout.height())
                    .send();
        });
    }

    /// Unmaps the surface.
    void clear() {
        surface.request(WlSurface.Request.ATTACH).none().integer(0).integer(0).send();
        commit();
    }

    void attach(Proxy<WlBuffer.Request> buffer) {
        surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
    }

    /// @param part where the picture begins in the buffer
    /// @param damage what of the picture is new
    void damage(ImportLayout part, Rect damage) {
        // Before version 4 it is said in the pixels of the surface, which the viewport scales.
        if (surface.has(WlSurface.Request.DAMAGE_BUFFER)) {
            surface.request(WlSurface.Request.DAMAGE_BUFFER)
                    .integer(part.x() + damage.x())
                    .integer(part.y() + damage.y())
                    .integer(damage.width())
                    .integer(damage.height())
                    .send();
        } else {
            surface.request(WlSurface.Request.DAMAGE)
                    .integer(0)
                    .integer(0)
                    .integer(WHOLE)
                    .integer(WHOLE)
                    .send();
        }
    }

    /// Has `done` called when the compositor wants another picture.
    void frame(Done done) {
        Proxy<?> _ = surface.create(WlSurface.Request.FRAME, WlCallback.INTERFACE, done);
    }

    void commit() {
        surface.request(WlSurface.Request.COMMIT).send();
    }

    @Override
    public void close() {
        viewport.ifPresent(v -> v.request(WpViewport.Request.DESTROY).send());
        subsurface.request(WlSubsurface.Request.DESTROY).send();
        surface.request(WlSurface.Request.DESTROY).send();
    }
}
