// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Mode;
import dev.zeropane.display.PacedWishes;
import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.ContentSize;
import dev.zeropane.display.wayland.geometry.Decoration;
import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.display.wayland.geometry.Layout;
import dev.zeropane.display.wayland.geometry.PictureArea;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.geometry.WindowState;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.display.wayland.picture.Content;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.display.wayland.seat.Seats;
import dev.zeropane.display.wayland.seat.WindowInput;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.XdgSurface;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The window of one screen (`xdg_toplevel`): arranges what it contains.
///
/// ```
/// wl_surface: frame, if it has one of its own, and black   <- Backdrop
///   +- wl_subsurface: the guest's picture                  <- Content
///
/// CREATED ---- xdg_surface.configure ----> CONFIGURED ---- close ----> CLOSED
///                                            |    ^
///                                            +----+ configure
/// ```
///
/// Nothing is shown before the first `configure`.
public final class Window implements WaylandSurface.Viewer, AutoCloseable {
    static final String APP_ID = "dev.zeropane";

    private static final Decoration.Buttons ALL_BUTTONS = new Decoration.Buttons(true, true);

    /// Without a frame, the window looks the same with and without the focus.
    private static final DecorationPainter.Look NO_FRAME =
            new DecorationPainter.Look(false, false, Optional.empty(), ALL_BUTTONS);

    /// Hears of a window.
    public interface Events {
        /// The user wants to close the window.
        void closed();
    }

    private enum Phase {
        CREATED,
        CONFIGURED,
        CLOSED
    }

    private final WaylandSurface screen;
    private final Events events;
    private final WindowScale scale;
    private final Proxy<WlSurface.Request> surface;
    private final Proxy<XdgSurface.Request> xdgSurface;
    private final Proxy<XdgToplevel.Request> toplevel;
    private final Optional<Proxy<ZxdgToplevelDecorationV1.Request>> decoration;
    private final Backdrop backdrop;
    private final Content content;
    private final WindowInput input;
    private final Seats seats;
    private final ContentSize contentSize;

    private Phase phase = Phase.CREATED;

    /// The configuration sent since the last `xdg_surface.configure`, and the one in force.
    private WindowConfiguration pending = WindowConfiguration.INITIAL;

    private WindowConfiguration current = WindowConfiguration.INITIAL;

    /// The largest size that the compositor recommends; a side of 0 is unknown.
    private Size bounds = new Size(0, 0);

    private Decoration.Buttons buttons = ALL_BUTTONS;

    /// The button that the pointer is over, which is highlighted.
    private Optional<Hit> hovered = Optional.empty();

    /// The place of the guest's picture.
    private PictureArea picture;

    /// @param guest size of the picture that comes first
    public Window(WindowContext context, WaylandSurface screen, Size guest, Events events) {
        BoundGlobals bound = context.bound();
        this.screen = screen;
        this.events = events;
        scale = new WindowScale(context.outputs(), this::rescaled);
        contentSize =
                new ContentSize(
                        context.layout(),
                        new PacedWishes(context.loop(), context.sizes(), screen.scanout()),
                        guest,
                        bound.viewporter().isPresent(),
                        scale::scale120);
        picture = new PictureArea(screen.scanout(), 0, 0, contentSize.layout(), guest);
        surface =
                bound.compositor()
                        .create(
                                WlCompositor.Request.CREATE_SURFACE,
                                WlSurface.INTERFACE,
                                scale::surface);
        scale.ask(bound, surface);
        xdgSurface =
                bound.wmBase()
                        .create(
                                XdgWmBase.Request.GET_XDG_SURFACE,
                                XdgSurface.INTERFACE,
                                this::xdgSurface,
                                surface);
        toplevel =
                xdgSurface.create(
                        XdgSurface.Request.GET_TOPLEVEL, XdgToplevel.INTERFACE, this::toplevel);
        toplevel.request(XdgToplevel.Request.SET_APP_ID).string(APP_ID).send();
        decoration = bound.decoration().map(this::decorate);
        backdrop = new Backdrop(context.pictures(), surface);
        content = new Content(context.pictures(), surface, screen, this::prepareFor);
        input =
                new WindowInput(
                        new Places(),
                        new ToplevelActions(toplevel, () -> current.state(), events::closed),
                        context.pointerCursor(),
                        context.guest(),
                        context.shortcutsInhibit(surface));
        seats = context.seats();
        seats.addWindow(surface, input);
        surface.request(WlSurface.Request.COMMIT).send();
    }

    /// Sets the title, to which windows of further screens add their number.
    public void setTitle(String text) {
        int number = screen.scanout() + 1;
        toplevel.request(XdgToplevel.Request.SET_TITLE)
                .string(number == 1 ? text : text + " (" + number + ")")
                .send();
    }

    private Proxy<ZxdgToplevelDecorationV1.Request> decorate(
            Proxy<ZxdgDecorationManagerV1.Request> manager) {
        Proxy<ZxdgToplevelDecorationV1.Request> made =
                manager.create(
                        ZxdgDecorationManagerV1.Request.GET_TOPLEVEL_DECORATION,
                        ZxdgToplevelDecorationV1.INTERFACE,
                        this::decoration,
                        toplevel);
        made.request(ZxdgToplevelDecorationV1.Request.SET_MODE)
                .unsigned(ZxdgToplevelDecorationV1.MODE_SERVER_SIDE)
                .send();
        return made;
    }

    private void decoration(ZxdgToplevelDecorationV1.Event event, Arguments arguments) {
        switch (event) {
            case CONFIGURE -> {
                int mode = arguments.unsigned();
                pending = pending.withServerSide(mode == ZxdgToplevelDecorationV1.MODE_SERVER_SIDE);
            }
        }
    }

    // Events of the compositor.

    private void toplevel(XdgToplevel.Event event, Arguments arguments) {
        switch (event) {
            case CONFIGURE -> {
                Size size = side(arguments);
                pending = pending.with(size, WindowState.of(arguments.words()));
            }
            case CONFIGURE_BOUNDS -> bounds = side(arguments);
            case WM_CAPABILITIES -> {
                List<Integer> offered = Arrays.stream(arguments.words()).boxed().toList();
                buttons =
                        new Decoration.Buttons(
                                offered.contains(XdgToplevel.WM_CAPABILITIES_MAXIMIZE),
                                offered.contains(XdgToplevel.WM_CAPABILITIES_MINIMIZE));
            }
            case CLOSE -> events.closed();
        }
    }

    /// A side of 0 is for the client to choose, or unknown.
    private static Size side(Arguments arguments) {
        return new Size(
                Math.clamp(arguments.integer(), 0, Mode.MAX),
                Math.clamp(arguments.integer(), 0, Mode.MAX));
    }

    private void xdgSurface(XdgSurface.Event event, Arguments arguments) {
        switch (event) {
            case CONFIGURE -> {
                xdgSurface
                        .request(XdgSurface.Request.ACK_CONFIGURE)
                        .unsigned(arguments.unsigned())
                        .send();
                current = pending;
                contentSize.configure(
                        current.state(), current.content(current.size()), current.content(bounds));
                phase = Phase.CONFIGURED;
                refit();
                content.update();
            }
        }
    }

    // Size and arrangement.

    private boolean isConfigured() {
        return phase == Phase.CONFIGURED;
    }

    /// The window's size with its frame, logical pixels.
    private Size size() {
        Decoration frame = current.decoration();
        Size area = contentSize.area();
        return new Size(
                Math.max(frame.minWidth(), area.width() + frame.addedWidth()),
                area.height() + frame.addedHeight());
    }

    private void rescaled() {
        input.setScale((double) scale.scale120() / Layout.UNSCALED);
        contentSize.rescaled();
        if (isConfigured()) {
            refit();
        }
    }

    /// Arranges everything; takes effect with the next commits.
    private void place() {
        Decoration frame = current.decoration();
        Size size = size();
        backdrop.draw(
                new Backdrop.Look(
                        size,
                        drawingScale(size),
                        frame,
                        frame == Decoration.NONE
                                ? NO_FRAME
                                : new DecorationPainter.Look(
                                        current.state().activated(),
                                        current.state().maximized(),
                                        hovered,
                                        buttons)));
        xdgSurface
                .request(XdgSurface.Request.SET_WINDOW_GEOMETRY)
                .integer(0)
                .integer(0)
                .integer(size.width())
                .integer(size.height())
                .send();
        toplevel.request(XdgToplevel.Request.SET_MIN_SIZE)
                .integer(ContentSize.MINIMUM.width() + frame.addedWidth())
                .integer(ContentSize.MINIMUM.height() + frame.addedHeight())
                .send();
        Rect inner = frame.content(size.width(), size.height());
        Layout layout = contentSize.layout();
        content.place(inner.x(), inner.y(), layout);
        picture =
                new PictureArea(
                        screen.scanout(),
                        inner.x() + layout.x(),
                        inner.y() + layout.y(),
                        layout,
                        contentSize.guest());
    }

    private void commit() {
        surface.request(WlSurface.Request.COMMIT).send();
        backdrop.releaseReplaced();
    }

    /// Arranges everything, with the picture that is shown. The picture is committed first: while
    /// it is larger than a window that shrank, Weston's kiosk shell centres the bounding box of
    /// both on the screen, and leaves it there.
    private void refit() {
        place();
        content.refit();
        commit();
    }

    /// Arranges everything, for the picture that is committed next.
    private void arrange() {
        place();
        commit();
    }

    private int drawingScale(Size size) {
        int whole = Math.ceilDiv(scale.scale120(), Layout.UNSCALED);
        return Math.clamp(Mode.MAX / Math.max(size.width(), size.height()), 1, whole);
    }

    /// Arranges the window for a picture of this size, which is committed next.
    private void prepareFor(Size size) {
        if (!size.equals(contentSize.guest())) {
            contentSize.guestResized(size);
            arrange();
        }
    }

    // The screen, and people's input.

    @Override
    public void changed(Predicate<FrameMemory> revoked) {
        content.forget(revoked);
        input.setGuestCursor(screen.cursor());
        if (isConfigured()) {
            content.update();
        }
    }

    public void outputsChanged() {
        scale.update();
    }

    private final class Places implements WindowInput.Target {
        @Override
        public Hit at(double x, double y) {
            Size size = size();
            return current.decoration().at(x, y, size.width(), size.height(), buttons);
        }

        @Override
        public PictureArea picture() {
            return picture;
        }

        @Override
        public void hover(Optional<Hit> part) {
            Optional<Hit> button = part.filter(Hit::isButton);
            if (!hovered.equals(button)) {
                hovered = button;
                if (isConfigured() && current.decoration() != Decoration.NONE) {
                    arrange();
                }
            }
        }
    }

    @Override
    public void close() {
        phase = Phase.CLOSED;
        contentSize.close();
        seats.removeWindow(surface);
        input.close();
        decoration.ifPresent(d -> d.request(ZxdgToplevelDecorationV1.Request.DESTROY).send());
        toplevel.request(XdgToplevel.Request.DESTROY).send();
        xdgSurface.request(XdgSurface.Request.DESTROY).send();
        content.close();
        scale.close();
        surface.request(WlSurface.Request.DESTROY).send();
        backdrop.close();
    }
}
