package dev.zeropane.it;

import dev.zeropane.testkit.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Weston in a window of Sway's: like [Weston], it takes dma-bufs and shows one window with nothing
/// around it; by way of Sway its screen can change its size, and there may be input.
final class WestonInSway extends Compositor {
    private static final String SOCKET = "inner";

    private final Sway outer;

    private WestonInSway(Path directory, Sway outer, List<String> command) {
        super(directory, SOCKET, Map.of("WAYLAND_DISPLAY", outer.socket().toString()), command);
        this.outer = outer;
    }

    /// Starts both, with a screen of this size, and waits until clients can connect.
    ///
    /// @param maxWidth of the outer screen, so of sizes to come
    /// @param maxHeight the same
    static WestonInSway start(Path parent, int width, int height, int maxWidth, int maxHeight) {
        Sway outer = Sway.start(parent, maxWidth, maxHeight);
        try {
            WestonInSway inner =
                    new WestonInSway(
                            newDirectory(parent),
                            outer,
                            Weston.command("wayland", SOCKET, width, height));
            inner.resize(width, height);
            return inner;
        } catch (RuntimeException | AssertionError e) {
            outer.close();
            throw e;
        }
    }

    /// The compositor that shows it, for input.
    Sway outer() {
        return outer;
    }

    /// Gives its screen another size.
    void resize(int width, int height) {
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
