// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import static dev.zeropane.wayland.protocol.extension.XdgToplevel.STATE_FULLSCREEN;
import static dev.zeropane.wayland.protocol.extension.XdgToplevel.STATE_MAXIMIZED;

import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.Size;
import dev.zeropane.testkit.wayland.options.Wish;
import dev.zeropane.testkit.wayland.seat.Seat;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.NativeBytes;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.testkit.wayland.surface.SurfaceTree;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.XdgToplevel.Event;
import dev.zeropane.wayland.protocol.extension.XdgToplevel.Request;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `xdg_toplevel`: a window.
public final class Toplevel extends Resource<Request, Event> {
    /// `xdg_toplevel.error`.
    private static final int INVALID_RESIZE_EDGE = 0;

    private static final int INVALID_SIZE = 2;

    private final ShellSurface shellSurface;
    private Optional<Decoration> decoration = Optional.empty();
    private Wish wish;
    private String title = "";
    private String appId = "";
    private Size minSize = new Size(0, 0);
    private Size maxSize = new Size(0, 0);

    Toplevel(Client client, int id, int version, ShellSurface shellSurface) {
        super(client, XdgToplevel.INTERFACE, id, version);
        this.shellSurface = shellSurface;
        this.wish = server().options().firstWindow();
    }

    public ShellSurface shellSurface() {
        return shellSurface;
    }

    public Surface surface() {
        return shellSurface.surface();
    }

    Optional<Decoration> decoration() {
        return decoration;
    }

    void decoration(Optional<Decoration> now) {
        decoration = now;
    }

    public String title() {
        return title;
    }

    public String appId() {
        return appId;
    }

    public Size minSize() {
        return minSize;
    }

    public Wish wish() {
        return wish;
    }

    public void configure(Wish wanted) {
        wish = wanted;
        shellSurface.configureAgain();
    }

    void sendConfigure(Wish wanted) {
        event(Event.CONFIGURE_BOUNDS, output().width(), output().height());
        event(
                Event.WM_CAPABILITIES,
                NativeBytes.words(
                        List.of(
                                XdgToplevel.WM_CAPABILITIES_MAXIMIZE,
                                XdgToplevel.WM_CAPABILITIES_FULLSCREEN)));
        event(Event.CONFIGURE, wanted.width(), wanted.height(), NativeBytes.words(wanted.states()));
        decoration.ifPresent(Decoration::configure);
    }

    private Size output() {
        return server().outputSize();
    }

    public void close() {
        event(Event.CLOSE);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case SET_TITLE -> title = args.text();
            case SET_APP_ID -> appId = args.text();
            case MOVE, SHOW_WINDOW_MENU, SET_MINIMIZED, SET_PARENT -> {}
            case RESIZE -> {
                args.object(Seat.class);
                args.integer();
                int edge = args.integer();
                if (edge < 0 || (edge & 3) == 3 || (edge & 12) == 12 || edge > 10) {
                    throw error(INVALID_RESIZE_EDGE, "edge " + edge);
                }
            }
            case SET_MAX_SIZE -> maxSize = size(args);
            case SET_MIN_SIZE -> minSize = size(args);
            case SET_MAXIMIZED -> state(STATE_MAXIMIZED, true);
            case UNSET_MAXIMIZED -> state(STATE_MAXIMIZED, false);
            case SET_FULLSCREEN -> state(STATE_FULLSCREEN, true);
            case UNSET_FULLSCREEN -> state(STATE_FULLSCREEN, false);
        }
    }

    private Size size(Args args) {
        Size size = new Size(args.integer(), args.integer());
        if (size.width() < 0 || size.height() < 0) {
            throw error(INVALID_SIZE, size.toString());
        }
        return size;
    }

    /// Does as the client wishes, as most compositors do.
    private void state(int state, boolean wanted) {
        Set<Integer> states = new TreeSet<>(wish.states());
        if (wanted) {
            states.add(state);
        } else {
            states.remove(state);
        }
        boolean whole = states.contains(STATE_MAXIMIZED) || states.contains(STATE_FULLSCREEN);
        Size size = whole ? output() : new Size(0, 0);
        configure(new Wish(size.width(), size.height(), states));
    }

    /// What was committed must be as it was acknowledged.
    void checkCommitted() {
        if (isOver(minSize.width(), maxSize.width())
                || isOver(minSize.height(), maxSize.height())) {
            throw error(INVALID_SIZE, "at least %s, at most %s".formatted(minSize, maxSize));
        }
        shellSurface.acknowledged().ifPresent(configured -> check(configured.wish()));
    }

    private static boolean isOver(int min, int max) {
        return max != 0 && min > max;
    }

    private void check(Wish configured) {
        Rect window = geometry();
        boolean wrong =
                configured.states().contains(STATE_FULLSCREEN)
                        ? window.width() > configured.width()
                                || window.height() > configured.height()
                        : configured.states().contains(STATE_MAXIMIZED)
                                && (window.width() != configured.width()
                                        || window.height() != configured.height());
        if (wrong) {
            throw shellSurface
                    .shell()
                    .error(
                            Shell.INVALID_SURFACE_STATE,
                            "%s was configured as %s and is %s"
                                    .formatted(this, configured, window));
        }
    }

    /// The window without shadows and the like: as the client says, else all of it.
    public Rect geometry() {
        return shellSurface.geometry().orElseGet(() -> new SurfaceTree(surface()).bounds());
    }

    @Override
    protected void destroyed() {
        Windows.of(server()).remove(this);
        shellSurface.toplevelGone();
    }
}
