// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.testkit.Picture;
import java.util.List;
import java.util.Map;

/// A window as Sway saw it when it was asked. Where its content is: `x`, `y`, `width`, `height`.
///
/// @param id grows with every window
/// @param appId what its program calls itself; empty if it does not
public record SwayWindow(
        Sway sway,
        long id,
        String appId,
        String title,
        boolean fullscreen,
        int x,
        int y,
        int width,
        int height) {
    /// Finds the windows in an answer to `get_tree`, see sway-ipc(7).
    static void collect(Sway sway, Object node, List<SwayWindow> windows) {
        Map<?, ?> fields = (Map<?, ?>) node;
        if (fields.containsKey("app_id")) {
            windows.add(of(sway, fields));
        }
        ((List<?>) fields.get("nodes")).forEach(inner -> collect(sway, inner, windows));
        ((List<?>) fields.get("floating_nodes")).forEach(inner -> collect(sway, inner, windows));
    }

    private static SwayWindow of(Sway sway, Map<?, ?> fields) {
        Map<?, ?> outer = (Map<?, ?>) fields.get("rect");
        Map<?, ?> inner = (Map<?, ?>) fields.get("window_rect"); // within the borders
        return new SwayWindow(
                sway,
                ((Number) fields.get("id")).longValue(),
                text(fields.get("app_id")),
                text(fields.get("name")),
                number(fields, "fullscreen_mode") != 0,
                number(outer, "x") + number(inner, "x"),
                number(outer, "y") + number(inner, "y"),
                number(inner, "width"),
                number(inner, "height"));
    }

    private static String text(Object field) {
        return field == null ? "" : (String) field;
    }

    private static int number(Map<?, ?> fields, String name) {
        return ((Number) fields.get(name)).intValue();
    }

    /// Asks the program for another size, and puts the window's top left corner somewhere.
    public void place(int x, int y, int width, int height) {
        // In this order: a change of size keeps the centre where it is.
        sway.command(
                "[con_id=%d] resize set %d %d, move absolute position %d %d"
                        .formatted(id, width, height, x, y));
    }

    /// Puts its top left corner somewhere.
    public void move(int x, int y) {
        sway.command("[con_id=%d] move absolute position %d %d".formatted(id, x, y));
    }

    /// Gives it edges that can be dragged, around its content.
    public void border(int pixels) {
        sway.command("[con_id=%d] border pixel %d".formatted(id, pixels));
    }

    /// The window as it is now.
    public SwayWindow now() {
        return sway.windows().stream().filter(w -> w.id == id).findFirst().orElseThrow();
    }

    /// What is seen of it, were no other before it.
    public Picture screenshot() {
        SwayWindow now = now();
        return sway.screenshot().crop(now.x, now.y, now.width, now.height);
    }

    /// Has its program asked to close it.
    public void close() {
        sway.command("[con_id=%d] kill".formatted(id));
    }
}
