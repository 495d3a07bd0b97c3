// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.display.wayland.window.Window;
import dev.zeropane.display.wayland.window.WindowContext;
import java.util.Optional;
import java.util.function.Predicate;

/// One screen at one compositor. Opens a window when the guest shows a picture; after a user has
/// closed the window, opens another one when the guest sets another mode.
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
        screen.setViewer(this);
        changed(_ -> false);
    }

    /// There are no buffers of the memory that the guest took back, as there is no window.
    @Override
    public void changed(Predicate<FrameMemory> revoked) {
        if (screen.admitWindow()) {
            screen.frame().map(Size::of).ifPresent(this::open);
        }
    }

    private void open(Size size) {
        Window opened = new Window(context, screen, size, this);
        opened.setTitle(title);
        window = Optional.of(opened);
        screen.setViewer(opened);
    }

    /// Sets the window's title.
    void setTitle(String text) {
        title = text;
        window.ifPresent(open -> open.setTitle(text));
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
        screen.setViewer(this);
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

    /// Called also after the connection has ended: the window's memory must still be released.
    @Override
    public void close() {
        screen.removeViewer();
        closeWindow();
    }
}
