package dev.zeropane.display.wayland;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.MemoryBudget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Connection;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.WaylandException;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.ZwpLinuxDmabufFeedbackV1;
import dev.zeropane.wayland.protocol.ZwpLinuxDmabufV1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// One connection to a compositor, with a window for each screen that shows something.
final class Session implements AutoCloseable {
    /// Hears of it, on the display's thread.
    interface Events {
        /// Windows can be opened from now on.
        void ready(DmaBufFormats formats);

        /// A picture was seen by somebody.
        void shown();

        void dmaBufRefused(String what);

        /// Something is not shown.
        void problem(String message);

        void windowClosed(int scanout);

        /// The compositor is gone, or cannot be used.
        void ended(String reason);
    }

    private final WaylandOptions options;
    private final Events events;
    private final Connection connection;
    private final Globals globals;
    private final Outputs outputs = new Outputs(this::outputsChanged);
    private final EventLoop loop;
    private final GuestInput guest;
    private final Seats seats;
    private final Sharing sharing;
    private final DmaBufFormats.Builder formats = new DmaBufFormats.Builder();
    private final Map<WaylandSurface, Window> windows = new HashMap<>();

    /// What copies for all windows may take.
    private static final long MAX_COPIES = 512L << 20;

    private Optional<Shared> shared = Optional.empty();
    private String title;
    private DmaBufFormats taken = DmaBufFormats.NONE;
    private boolean ready;

    /// @param sharing what earlier compositors thought of it
    /// @throws dev.zeropane.linux.LinuxException if nobody listens there
    Session(EventLoop loop, WaylandOptions options, Sharing sharing, String title, Events events) {
        this.loop = loop;
        this.sharing = sharing;
        this.options = options;
        this.guest = new GuestInput(options.input());
        this.seats = new Seats(this::input, guest);
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
            Bound bound = Bound.of(globals, this::dmaBuf);
            shared =
                    Optional.of(
                            new Shared(
                                    loop,
                                    options.scale().rule(),
                                    options.toldSizes(),
                                    guest,
                                    connection,
                                    bound,
                                    outputs,
                                    sharing,
                                    new MemoryBudget(MAX_COPIES)));
            bound.dmaBuf().ifPresent(this::askFormats);
        } catch (WaylandException e) {
            connection.close();
            events.ended(e.getMessage());
            return;
        }
        connection.sync(this::ready);
    }

    private void ended(String reason) {
        boolean refused = sharing.isRefused(connection.blamed().orElse(""));
        events.ended(reason);
        if (refused) {
            events.problem(
                    "the compositor does not take memory that the guest draws into: pixels are"
                            + " copied for it from now on");
        }
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
            // Of version 1 and 2, which say nothing of modifiers; later ones repeat the format.
            case FORMAT -> formats.add(arguments.unsigned(), DmaBufFormats.DRM_FORMAT_MOD_INVALID);
            case MODIFIER -> {
                int fourcc = arguments.unsigned();
                long high = Integer.toUnsignedLong(arguments.unsigned());
                formats.add(fourcc, high << 32 | Integer.toUnsignedLong(arguments.unsigned()));
            }
        }
    }

    private void ready() {
        taken = options.dmaBufs() ? formats.build() : DmaBufFormats.NONE;
        ready = true;
        events.ready(taken);
    }

    /// Something about a screen changed.
    ///
    /// @param gone which memory the guest has taken back
    void changed(WaylandSurface screen, Predicate<FrameMemory> gone) {
        if (!ready) {
            return;
        }
        Window window = windows.get(screen);
        if (window != null) {
            window.forget(gone);
            window.update();
            return;
        }
        if (screen.wantsWindow()) {
            screen.frame().map(Size::of).ifPresent(size -> open(screen, size));
        }
    }

    private void open(WaylandSurface screen, Size size) {
        Window window =
                new Window(shared.orElseThrow(), screen, size, taken, new WindowEvents(screen));
        window.title(title);
        windows.put(screen, window);
    }

    /// What the windows are called from now on.
    void title(String text) {
        title = text;
        windows().forEach(window -> window.title(text));
    }

    private final class WindowEvents implements Window.Events {
        private final WaylandSurface screen;

        private WindowEvents(WaylandSurface screen) {
            this.screen = screen;
        }

        @Override
        public void shown() {
            events.shown();
        }

        /// Others of this compositor's windows will learn it by themselves; new ones know.
        @Override
        public void dmaBufRefused(String what) {
            boolean first = taken != DmaBufFormats.NONE;
            taken = DmaBufFormats.NONE;
            if (first) {
                events.dmaBufRefused(what);
            }
        }

        @Override
        public void noMemory(Size size) {
            events.problem(
                    "no memory to copy a picture of %s to: screen %d stays black"
                            .formatted(size, screen.scanout()));
        }

        @Override
        public void closed() {
            Window window = windows.remove(screen);
            if (window != null) {
                boolean forGood = screen.dismiss();
                window.close();
                events.windowClosed(screen.scanout());
                if (forGood) {
                    events.problem(
                            "the window of screen %d stays closed until a VMM connects again"
                                    .formatted(screen.scanout()));
                }
            }
        }
    }

    /// Those of now: what is done to one may open or close others.
    private List<Window> windows() {
        return List.copyOf(windows.values());
    }

    private Optional<SeatListener> input(Proxy<?> surface) {
        return windows.values().stream()
                .filter(window -> window.is(surface))
                .map(Window::input)
                .findFirst();
    }

    private void outputsChanged() {
        windows().forEach(Window::outputsChanged);
    }

    /// Also of one that has ended: the windows' memory is ours.
    @Override
    public void close() {
        List<Window> all = windows();
        windows.clear();
        all.forEach(Window::close);
        connection.flush();
        connection.close();
    }
}
