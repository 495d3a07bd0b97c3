// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.wayland.clipboard.HostClipboard;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.display.wayland.globals.DmaBufFeedback;
import dev.zeropane.display.wayland.globals.DmaBufFormats;
import dev.zeropane.display.wayland.globals.Outputs;
import dev.zeropane.display.wayland.picture.Compositor;
import dev.zeropane.display.wayland.picture.PictureContext;
import dev.zeropane.display.wayland.picture.PictureEvents;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.display.wayland.seat.GuestInput;
import dev.zeropane.display.wayland.seat.Seats;
import dev.zeropane.display.wayland.window.WindowContext;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.WaylandException;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufFeedbackV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One connection to a compositor, with a window for each screen that is on.
final class Session implements AutoCloseable {
    /// Hears of the session, on the display's thread.
    interface Events extends PictureEvents {
        /// Windows can be opened from now on.
        void ready();

        /// A user closed a window.
        void windowClosed(int scanout);

        /// The connection to the compositor broke, or the compositor lacks something.
        void ended(String reason);
    }

    /// The limit in bytes for copies of all windows.
    private static final long MAX_COPIES = 512L << 20;

    private final WaylandOptions options;
    private final Events events;
    private final Connection connection;
    private final Globals globals;
    private final Outputs outputs = new Outputs(this::outputsChanged);
    private final EventLoop loop;
    private final GuestInput guest;
    private final Seats seats;
    private final Compositor compositor;
    private final DmaBufFormats.Builder formats = new DmaBufFormats.Builder();
    private final List<ScreenWindow> screens = new ArrayList<>();
    private Optional<WindowContext> context = Optional.empty();
    private Optional<Clipboard> shared = Optional.empty();
    private Optional<HostClipboard> clipboard = Optional.empty();
    private String title;
    private boolean ready;

    /// @throws dev.zeropane.linux.LinuxException if no compositor listens at the socket
    Session(
            EventLoop loop,
            WaylandOptions options,
            Compositor compositor,
            String title,
            Events events) {
        this.loop = loop;
        this.compositor = compositor;
        this.options = options;
        this.guest = new GuestInput(options.input());
        this.seats = new Seats(guest);
        this.title = title;
        this.events = events;
        connection = new Connection(loop, UnixSocket.connect(options.socket()), this::ended);
        globals = new Globals(connection, new GlobalEvents());
        connection.sync(this::bind);
    }

    private final class GlobalEvents implements Globals.Listener {
        @Override
        public void added(Globals.Global global) {
            if (global.interfaceName().equals(WlOutput.INTERFACE.name())) {
                outputs.added(globals, global);
            } else if (global.interfaceName().equals(WlSeat.INTERFACE.name())) {
                seats.added(globals, global);
            }
        }

        @Override
        public void removed(Globals.Global global) {
            seats.removed(global);
            outputs.removed(global);
            outputsChanged();
        }
    }

    private void bind() {
        try {
            BoundGlobals bound = BoundGlobals.of(globals, this::dmaBuf);
            PictureContext pictures =
                    new PictureContext(
                            connection, bound, compositor, new Budget(MAX_COPIES), events);
            context =
                    Optional.of(
                            new WindowContext(
                                    loop,
                                    options.scale().rule(),
                                    options.sizesOfWindows(),
                                    seats,
                                    guest,
                                    outputs,
                                    pictures));
            bound.dmaBuf().ifPresent(this::askFormats);
            shareClipboard();
        } catch (WaylandException e) {
            connection.close();
            events.ended(e.getMessage());
            return;
        }
        connection.sync(this::ready);
    }

    /// Shares the compositor's clipboard with the guest.
    void share(Clipboard guests) {
        shared = Optional.of(guests);
        if (context.isPresent()) {
            shareClipboard();
        }
    }

    private void shareClipboard() {
        clipboard =
                shared.map(guests -> new HostClipboard(loop, globals, seats, guests, events::log));
    }

    private void ended(String reason) {
        events.ended(reason);
        compositor.endConnection(connection.blamed().orElse(""));
    }

    private void askFormats(Proxy<ZwpLinuxDmabufV1.Request> dmaBuf) {
        if (dmaBuf.has(ZwpLinuxDmabufV1.Request.GET_DEFAULT_FEEDBACK)) {
            DmaBufFeedback feedback = new DmaBufFeedback(formats);
            dmaBuf.create(
                    ZwpLinuxDmabufV1.Request.GET_DEFAULT_FEEDBACK,
                    ZwpLinuxDmabufFeedbackV1.INTERFACE,
                    feedback::event);
        }
    }

    private void dmaBuf(ZwpLinuxDmabufV1.Event event, Arguments arguments) {
        switch (event) {
            // Versions 1 and 2 have no modifiers; later versions repeat the format with modifiers.
            case FORMAT -> formats.add(arguments.unsigned(), DmaBufFormats.DRM_FORMAT_MOD_INVALID);
            case MODIFIER -> {
                int fourcc = arguments.unsigned();
                long high = Integer.toUnsignedLong(arguments.unsigned());
                formats.add(fourcc, high << 32 | Integer.toUnsignedLong(arguments.unsigned()));
            }
        }
    }

    private void ready() {
        compositor.offerDmaBufs(options.dmaBufs() ? formats.build() : DmaBufFormats.NONE);
        ready = true;
        events.ready();
    }

    /// Shows another screen. Called once windows can be opened.
    void add(WaylandSurface screen) {
        if (ready) {
            screens.add(new ScreenWindow(context.orElseThrow(), screen, title, events));
        }
    }

    /// Sets the windows' title.
    void setTitle(String text) {
        title = text;
        screens.forEach(screen -> screen.setTitle(text));
    }

    private void outputsChanged() {
        screens.forEach(ScreenWindow::outputsChanged);
    }

    /// Called also after the connection has ended: the windows' memory must still be released.
    @Override
    public void close() {
        clipboard.ifPresent(HostClipboard::close);
        screens.forEach(ScreenWindow::close);
        connection.flush();
        connection.close();
    }
}
