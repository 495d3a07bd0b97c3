// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.display.wayland.window.Window;
import dev.zeropane.display.wayland.window.WindowContext;
import java.util.Optional;
import java.util.function.Predicate;

/// One screen at one compositor: opens a window for it when the guest shows something, and another
/// one when somebody has closed that and the guest shows something else.
///
/// ```
///   no window   viewer of the screen: this     changed -> opens a window if one is wanted
///   a window    viewer of the screen: Window   changed -> shows the picture
/// ```
final class ScreenWindow implements WaylandSurface.Viewer, Window.Events, AutoCloseable {
    private final WindowContext context;
    private final WaylandSurface screen;
    private final Session.Events events;
    private String title;
    private Optional<Window> window = Optional.empty();

    ScreenWindow(
            WindowContext context, WaylandSurface screen, String title, Session.Events events) {
        this.context = context;
        this.screen = screen;
        this.title = title;
        this.events = events;
        screen.showBy(this);
        changed(_ -> false);
    }

    /// Nothing was made of the memory that is gone, as there is no window.
    @Override
    public void changed(Predicate<FrameMemory> gone) {
        if (screen.wantsWindow()) {
            screen.frame().map(Size::of).ifPresent(this::open);
        }
    }

    private void open(Size size) {
        Window opened = new Window(context, screen, size, this);
        opened.title(title);
        window = Optional.of(opened);
        screen.showBy(opened);
    }

    /// What the window is called from now on.
    void title(String text) {
        title = text;
        window.ifPresent(open -> open.title(text));
    }

    /// The scale of an output changed, or an output is gone.
    void outputsChanged() {
        window.ifPresent(Window::outputsChanged);
    }

    @Override
    public void closed() {
        if (window.isEmpty()) {
            return;
        }
        boolean forGood = screen.dismiss();
        screen.showBy(this);
        closeWindow();
        events.windowClosed(screen.scanout());
        if (forGood) {
            events.log(
                    "the window of screen %d stays closed until a VMM connects again"
                            .formatted(screen.scanout()));
        }
    }

    private void closeWindow() {
        Optional<Window> closing = window;
        window = Optional.empty();
        closing.ifPresent(Window::close);
    }

    /// The connection is about to end, or has ended: the memory of the window is ours.
    @Override
    public void close() {
        screen.showByNobody();
        closeWindow();
    }
}
