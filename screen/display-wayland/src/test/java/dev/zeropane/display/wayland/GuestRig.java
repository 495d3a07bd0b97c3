// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import dev.zeropane.testkit.wayland.Input;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A display whose guest can be typed to, and wished other sizes: both are written down.
final class GuestRig implements AutoCloseable {
    final List<List<InputEvent>> heard = new CopyOnWriteArrayList<>();
    final List<Mode> wishes = new CopyOnWriteArrayList<>();
    final DisplayRig display;

    GuestRig() {
        this(new CompositorOptions());
    }

    GuestRig(CompositorOptions options) {
        this(options, WaylandOptions.Scale.ONE_TO_ONE);
    }

    GuestRig(CompositorOptions options, WaylandOptions.Scale scale) {
        display = new DisplayRig(options, scale, false, heard::add, (scanout, mode) -> wish(mode));
    }

    private void wish(Mode mode) {
        wishes.add(mode);
    }

    Input input() {
        return display.compositor.input();
    }

    /// Shows a picture of the smallest window's size in it.
    Window window() {
        return window(DisplayRig.WIDTH, DisplayRig.HEIGHT);
    }

    /// Shows a picture of some size.
    Window window(int width, int height) {
        show(width, height);
        Window window = display.window();
        display.settle();
        return window;
    }

    /// The guest sets a mode, and draws.
    void show(int width, int height) {
        long before = display.surface.stats().shown();
        display.show(display.frame(false, width, height));
        display.awaitShown(before + 1);
        display.settle();
    }

    void configure(Window window, int width, int height, Integer... states) {
        window.configure(width, height, states);
        display.await("an acknowledgement", window::hasAcknowledged);
        display.settle();
    }

    /// A place of the guest's screen, of the smallest window's size.
    static Place place(double x, double y) {
        return Place.ofPixel(0, x, y, DisplayRig.WIDTH, DisplayRig.HEIGHT);
    }

    static InputEvent at(double x, double y) {
        return new InputEvent.Pointer(place(x, y));
    }

    /// What the guest was told since the last time, frame by frame.
    @SafeVarargs
    final void assertHeard(List<InputEvent>... frames) {
        display.settle();
        List<List<InputEvent>> all = List.copyOf(heard);
        heard.clear();
        List<List<InputEvent>> expected = new ArrayList<>();
        for (List<InputEvent> frame : frames) {
            expected.add(frame);
        }
        assertEquals(expected, all);
    }

    void assertWished(Mode... modes) {
        display.settle();
        assertEquals(List.of(modes), wishes);
    }

    @Override
    public void close() {
        display.close();
    }
}
