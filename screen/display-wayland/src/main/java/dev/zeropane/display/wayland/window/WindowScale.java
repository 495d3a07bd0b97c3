// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.display.wayland.globals.Outputs;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleV1;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// How many of the screen's pixels a window's logical pixel has: the scale that the compositor
/// prefers, by the newest of three protocols that it supports.
final class WindowScale implements AutoCloseable {
    /// A larger scale is nonsense.
    private static final int MAX = 16;

    private final Outputs outputs;
    private final Runnable changed;
    private final Set<Proxy<?>> entered = new HashSet<>();
    private Optional<Proxy<WpFractionalScaleV1.Request>> fractional = Optional.empty();

    /// `wp_fractional_scale_v1.preferred_scale`.
    private int fractionalScale;

    /// `wl_surface.preferred_buffer_scale`, since version 6.
    private int preferredScale;

    /// Whether a scale other than 1 can be shown.
    private boolean supported;

    private int scale120 = Layout.UNSCALED;

    /// @param changed called when [#scale120] changed
    WindowScale(Outputs outputs, Runnable changed) {
        this.outputs = outputs;
        this.changed = changed;
    }

    /// Asks for the scale of a window. Without a viewporter, the window uses scale 1, and the
    /// compositor enlarges the picture.
    void ask(BoundGlobals bound, Proxy<WlSurface.Request> window) {
        fractional =
                bound.fractionalScale()
                        .filter(_ -> bound.viewporter().isPresent())
                        .map(manager ->
                                manager.create(
                                        WpFractionalScaleManagerV1.Request.GET_FRACTIONAL_SCALE,
                                        WpFractionalScaleV1.INTERFACE,
                                        this::fractional,
                                        window));
        supported = bound.viewporter().isPresent();
    }

    private void fractional(WpFractionalScaleV1.Event event, Arguments arguments) {
        switch (event) {
            case PREFERRED_SCALE -> {
                fractionalScale = arguments.unsigned();
                update();
            }
        }
    }

    /// Handles the events of the window's surface.
    void surface(WlSurface.Event event, Arguments arguments) {
        switch (event) {
            case ENTER -> arguments.object().ifPresent(entered::add);
            case LEAVE -> arguments.object().ifPresent(entered::remove);
            case PREFERRED_BUFFER_SCALE -> preferredScale = arguments.integer();
            case PREFERRED_BUFFER_TRANSFORM -> {}
        }
        update();
    }

    /// Updates the scale, after an output changed or was removed.
    void update() {
        // There is no leave event for an output that was removed.
        entered.removeIf(Proxy::isDestroyed);
        int now = supported ? preferred() : Layout.UNSCALED;
        if (now != scale120) {
            scale120 = now;
            changed.run();
        }
    }

    private int preferred() {
        if (fractionalScale > 0 && fractionalScale <= MAX * Layout.UNSCALED) {
            return fractionalScale;
        }
        int whole = preferredScale > 0 ? preferredScale : outputs.largestScale(entered);
        return Math.clamp(whole, 1, MAX) * Layout.UNSCALED;
    }

    /// In units of 1/120.
    int scale120() {
        return scale120;
    }

    @Override
    public void close() {
        fractional.ifPresent(f -> f.request(WpFractionalScaleV1.Request.DESTROY).send());
    }
}
