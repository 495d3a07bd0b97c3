// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Sway without a screen, whose windows can be placed. It draws without OpenGL and so takes no
/// dma-bufs. Windows float, have no borders of its own, and nothing but them is on the screen,
/// which is black.
public final class Sway extends Compositor {
    /// The first name it tries, and finds free in a directory of its own.
    private static final String SOCKET = "wayland-1";

    /// The socket that takes commands.
    private static final String CONTROL = "control";

    private static final Duration TO_OPEN = Duration.ofMinutes(1);

    private Sway(Path directory, List<String> command) {
        super(
                directory,
                SOCKET,
                Map.of(
                        "WLR_BACKENDS",
                        "headless",
                        "WLR_RENDERER",
                        "pixman",
                        "WLR_LIBINPUT_NO_DEVICES",
                        "1",
                        "SWAYSOCK",
                        directory.resolve(CONTROL).toString()),
                command);
    }

    /// Starts one with a screen of this size and waits until clients can connect.
    public static Sway start(Path parent, int width, int height) {
        Path directory = newDirectory(parent);
        Path configuration = directory.resolve("config");
        String text =
                """
                output HEADLESS-1 resolution %dx%d position 0 0
                default_border none
                default_floating_border none
                focus_follows_mouse no
                xwayland disable
                for_window [app_id=".*"] floating enable
                """
                        .formatted(width, height);
        try {
            Files.writeString(configuration, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sway(
                directory,
                List.of(Toolbox.program("sway").toString(), "--config", configuration.toString()));
    }

    @Override
    public Picture screenshot() {
        Path file = directory().resolve("screenshot.png");
        runTool(Map.of(), "grim", "-l", "1", file.toString());
        return Picture.read(file);
    }

    /// Waits for a window.
    ///
    /// @param appId what its program calls itself; empty if it does not
    public SwayWindow awaitWindow(String appId) {
        return awaitWindows(appId, 1).getFirst();
    }

    /// Waits until a program has so many windows. They come in the order they were opened in.
    public List<SwayWindow> awaitWindows(String appId, int count) {
        List<SwayWindow> found = new ArrayList<>();
        Await.untilTrue(
                () -> count + " windows of '" + appId + "', not " + windows() + "\n" + log(),
                TO_OPEN,
                () -> {
                    found.clear();
                    windows().stream().filter(w -> w.appId().equals(appId)).forEach(found::add);
                    return found.size() == count;
                });
        return found;
    }

    /// All windows there are, in the order they were opened in.
    public List<SwayWindow> windows() {
        try {
            List<SwayWindow> windows = new ArrayList<>();
            Object tree = JSON.std.mapFrom(message("--raw", "--type", "get_tree"));
            SwayWindow.collect(this, tree, windows);
            windows.sort(Comparator.comparingLong(SwayWindow::id));
            return windows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has it do something, in the language of its configuration file.
    public void command(String command) {
        message(command);
    }

    private String message(String... arguments) {
        Path control = directory().resolve(CONTROL);
        // It comes a moment after the one for clients.
        Await.untilTrue(() -> control + "\n" + log(), TO_OPEN, () -> Files.exists(control));
        return runTool(Map.of("SWAYSOCK", control.toString()), "swaymsg", arguments);
    }
}
