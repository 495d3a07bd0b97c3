// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.Wish;
import dev.zeropane.testkit.wayland.shell.Toplevel;
import dev.zeropane.testkit.wayland.surface.SurfaceTree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A client's window, for tests. Every method may be called by any thread.
public final class Window {
    private final TestCompositor compositor;
    private final Toplevel toplevel;

    Window(TestCompositor compositor, Toplevel toplevel) {
        this.compositor = compositor;
        this.toplevel = toplevel;
    }

    Toplevel toplevel() {
        return toplevel;
    }

    /// One of the surfaces a window is made of.
    ///
    /// @param id as in [Commit#surface]
    /// @param area in the window's coordinates
    /// @param buffer what was attached last
    public record Part(int id, Rect area, Commit.Attached buffer) {}

    /// Whether it is there and shows something.
    public boolean isMapped() {
        return compositor.ask(() -> toplevel.isAlive() && toplevel.surface().content().isMapped());
    }

    public String title() {
        return compositor.ask(toplevel::title);
    }

    public String appId() {
        return compositor.ask(toplevel::appId);
    }

    /// Width and height, 0 for no minimum.
    public Rect minSize() {
        return compositor.ask(
                () -> new Rect(0, 0, toplevel.minSize().width(), toplevel.minSize().height()));
    }

    /// The window without shadows and the like, in its main surface's coordinates.
    public Rect geometry() {
        return compositor.ask(toplevel::geometry);
    }

    /// The size it was told to have last, 0 for its own choice.
    public Rect configured() {
        return compositor.ask(
                () -> new Rect(0, 0, toplevel.wish().width(), toplevel.wish().height()));
    }

    /// `XdgToplevel.STATE_...`, as it was told last, also by its own wish.
    public Set<Integer> states() {
        return compositor.ask(() -> Set.copyOf(toplevel.wish().states()));
    }

    /// The surfaces that show something, the lowest first.
    public List<Part> parts() {
        return compositor.ask(() ->
                new SurfaceTree(toplevel.surface())
                        .surfaces().stream()
                                .map(it ->
                                        new Part(
                                                it.surface().id(),
                                                it.bounds(),
                                                it.surface()
                                                        .content()
                                                        .shown()
                                                        .orElseThrow()
                                                        .attached()))
                                .toList());
    }

    /// What [#geometry] shows, in pixels of the output.
    public Picture picture() {
        return compositor.ask(() ->
                new SurfaceTree(toplevel.surface())
                        .picture(toplevel.geometry(), toplevel.server().scale()));
    }

    /// A part of the window, in pixels of the output.
    ///
    /// @param area in the main surface's coordinates
    public Picture picture(Rect area) {
        return compositor.ask(
                () -> new SurfaceTree(toplevel.surface()).picture(area, toplevel.server().scale()));
    }

    /// Tells it a size, 0 for its own choice, and its states.
    ///
    /// @param states `XdgToplevel.STATE_...`
    public void configure(int width, int height, Integer... states) {
        compositor.tell(
                () -> toplevel.configure(new Wish(width, height, new TreeSet<>(List.of(states)))));
    }

    /// Whether it has acknowledged the last [#configure].
    public boolean hasAcknowledged() {
        return compositor.ask(() ->
                toplevel.shellSurface()
                        .acknowledged()
                        .filter(it -> it.wish().equals(toplevel.wish()))
                        .isPresent());
    }

    /// Asks it to close.
    public void close() {
        compositor.tell(toplevel::close);
    }
}
