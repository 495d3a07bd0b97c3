// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.seat.Seats;
import dev.zeropane.testkit.wayland.seat.ShortcutsInhibitor;
import dev.zeropane.testkit.wayland.server.Server;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.testkit.wayland.surface.SurfaceTree;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlPointer;
import java.util.List;
import java.util.Optional;

/// What a person at a compositor does. Every method may be called by any thread.
public final class Input {
    private final TestCompositor compositor;
    private final Seats seats;
    private final Server server;

    Input(TestCompositor compositor, Seats seats, Server server) {
        this.compositor = compositor;
        this.seats = seats;
        this.server = server;
    }

    /// What the pointer looks like.
    ///
    /// @param picture nothing if it is invisible
    public record Cursor(Optional<Picture> picture, int hotX, int hotY) {}

    /// @param flags of `wl_seat.capability`
    public void capabilities(int flags) {
        compositor.tell(() -> seats.capabilities(flags));
    }

    /// The pointer comes to a window.
    ///
    /// @param x in the main surface's coordinates
    public void pointerEnter(Window window, double x, double y) {
        compositor.tell(() -> seats.pointerEnter(window.toplevel().surface(), x, y));
    }

    /// The pointer comes to one of a window's surfaces.
    ///
    /// @param surface its id
    /// @param x in that surface's coordinates
    public void pointerEnter(Window window, int surface, double x, double y) {
        compositor.tell(() -> seats.pointerEnter(surface(window, surface), x, y));
    }

    private static Surface surface(Window window, int id) {
        return (Surface) window.toplevel().client().resource(id);
    }

    public void pointerLeave() {
        compositor.tell(seats::pointerLeave);
    }

    /// @param x in the coordinates of the surface under the pointer
    public void motion(double x, double y) {
        pointer(WlPointer.Event.MOTION, now(), x, y);
    }

    /// A place in the coordinates of the surface under the pointer.
    public record Point(double x, double y) {}

    /// As many motions, each a frame of its own, without waiting between them.
    public void motions(List<Point> places) {
        compositor.tell(() -> {
            for (Point place : places) {
                seats.pointer(WlPointer.Event.MOTION, now(), place.x(), place.y());
                seats.pointer(WlPointer.Event.FRAME);
            }
        });
    }

    /// @param button of `<linux/input-event-codes.h>`
    public void button(int button, boolean pressed) {
        compositor.tell(() -> {
            seats.pointer(
                    WlPointer.Event.BUTTON, server.nextSerial(), now(), button, pressed ? 1 : 0);
            seats.pointer(WlPointer.Event.FRAME);
        });
    }

    /// Moves and presses or releases at once.
    ///
    /// @param x in the coordinates of the surface under the pointer
    public void motionAndButton(double x, double y, int button, boolean pressed) {
        compositor.tell(() -> {
            seats.pointer(WlPointer.Event.MOTION, now(), x, y);
            seats.pointer(
                    WlPointer.Event.BUTTON, server.nextSerial(), now(), button, pressed ? 1 : 0);
            seats.pointer(WlPointer.Event.FRAME);
        });
    }

    /// @param axis 0 down, 1 right
    public void axis(int axis, double distance) {
        pointer(WlPointer.Event.AXIS, now(), axis, distance);
    }

    /// Turns a wheel, and says so in every way that a compositor of version 8 does.
    ///
    /// @param axis 0 down, 1 right
    /// @param parts of a notch, which has 120
    public void wheel(int axis, int parts) {
        compositor.tell(() -> {
            seats.pointer(WlPointer.Event.AXIS_SOURCE, 0);
            seats.pointer(WlPointer.Event.AXIS_VALUE120, axis, parts);
            seats.pointer(WlPointer.Event.AXIS, now(), axis, parts * 15.0 / 120);
            seats.pointer(WlPointer.Event.FRAME);
        });
    }

    /// One finger's part of what happens at once; [#touchFrame] ends it.
    ///
    /// @param id of the finger
    /// @param x in the main surface's coordinates
    public void touchDown(Window window, int id, double x, double y) {
        compositor.tell(() -> seats.touchDown(window.toplevel().surface(), id, x, y));
    }

    public void touchMotion(int id, double x, double y) {
        compositor.tell(() -> seats.touchMotion(id, x, y));
    }

    public void touchUp(int id) {
        compositor.tell(() -> seats.touchUp(id));
    }

    public void touchFrame() {
        compositor.tell(seats::touchFrame);
    }

    public void touchCancel() {
        compositor.tell(seats::touchCancel);
    }

    private void pointer(WlPointer.Event event, Object... values) {
        compositor.tell(() -> {
            seats.pointer(event, values);
            seats.pointer(WlPointer.Event.FRAME);
        });
    }

    /// What the client under the pointer wants it to look like; nothing if it has not said.
    public Optional<Cursor> cursor() {
        return compositor.ask(() ->
                seats.cursor()
                        .map(it ->
                                new Cursor(
                                        it.surface()
                                                .map(SurfaceTree::new)
                                                .map(tree ->
                                                        tree.picture(
                                                                tree.bounds(), server.scale())),
                                        it.hotX(),
                                        it.hotY())));
    }

    /// @param text in the xkb text format
    public void keymap(String text) {
        compositor.tell(() -> seats.keymap(text));
    }

    /// Keys go to a window.
    ///
    /// @param pressed keys that are down, of `<linux/input-event-codes.h>`
    public void keyboardEnter(Window window, Integer... pressed) {
        compositor.tell(() -> seats.keyboardEnter(window.toplevel().surface(), List.of(pressed)));
    }

    public void keyboardLeave() {
        compositor.tell(seats::keyboardLeave);
    }

    /// @param key of `<linux/input-event-codes.h>`
    public void key(int key, boolean pressed) {
        compositor.tell(() ->
                seats.keyboard(
                        WlKeyboard.Event.KEY, server.nextSerial(), now(), key, pressed ? 1 : 0));
    }

    /// For how many seats a window keeps the compositor's shortcuts to itself.
    public int shortcutsInhibited(Window window) {
        return compositor.ask(() ->
                (int)
                        window.toplevel().client().objects().stream()
                                .filter(one ->
                                        one instanceof ShortcutsInhibitor inhibitor
                                                && inhibitor.surface()
                                                        == window.toplevel().surface())
                                .count());
    }

    /// Masks by the keymap's modifiers.
    public void modifiers(int depressed, int latched, int locked, int group) {
        compositor.tell(() ->
                seats.keyboard(
                        WlKeyboard.Event.MODIFIERS,
                        server.nextSerial(),
                        depressed,
                        latched,
                        locked,
                        group));
    }

    private static int now() {
        return (int) (System.nanoTime() / 1_000_000);
    }
}
