// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.testkit.Picture;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Weston in a window of Sway's: like [Weston], it takes dma-bufs and shows one window with nothing
/// around it; by way of Sway its screen can change its size, and there may be input.
public final class WestonInSway extends Compositor {
    private static final String SOCKET = "inner";

    private final Sway outer;

    private WestonInSway(
            Path directory, Sway outer, Map<String, String> more, List<String> command) {
        super(directory, SOCKET, more, command);
        this.outer = outer;
    }

    /// Starts both, with a screen of this size, and waits until clients can connect.
    ///
    /// @param maxWidth of the outer screen, so of sizes to come
    /// @param maxHeight the same
    public static WestonInSway start(
            Path parent, int width, int height, int maxWidth, int maxHeight) {
        return start(parent, Map.of(), width, height, maxWidth, maxHeight);
    }

    /// As the other, but what clients ask for is in its [#log()], in libwayland's words.
    public static WestonInSway startTraced(
            Path parent, int width, int height, int maxWidth, int maxHeight) {
        Map<String, String> traced = Map.of("WAYLAND_DEBUG", "server");
        return start(parent, traced, width, height, maxWidth, maxHeight);
    }

    private static WestonInSway start(
            Path parent,
            Map<String, String> more,
            int width,
            int height,
            int maxWidth,
            int maxHeight) {
        Sway outer = Sway.start(parent, maxWidth, maxHeight);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("WAYLAND_DISPLAY", outer.socket().toString());
        try {
            WestonInSway inner =
                    new WestonInSway(
                            newDirectory(parent),
                            outer,
                            environment,
                            Weston.command("wayland", SOCKET, width, height));
            inner.resize(width, height);
            return inner;
        } catch (RuntimeException | AssertionError e) {
            outer.close();
            throw e;
        }
    }

    /// The compositor that shows it, for input.
    public Sway outer() {
        return outer;
    }

    /// Gives its screen another size.
    public void resize(int width, int height) {
        window().place(0, 0, width, height);
    }

    private SwayWindow window() {
        return outer.awaitWindow("");
    }

    @Override
    public Picture screenshot() {
        return window().screenshot();
    }

    @Override
    public void close() {
        try (outer) {
            super.close();
        }
    }
}
