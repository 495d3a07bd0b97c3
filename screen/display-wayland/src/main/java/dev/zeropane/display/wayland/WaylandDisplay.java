// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.Display;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.wayland.picture.Compositor;
import dev.zeropane.display.wayland.picture.WaylandSurface;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.thread.ThreadEnd;
import dev.zeropane.wayland.WaylandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Shows each screen as a window of a Wayland compositor, on a thread of its own. When the
/// compositor goes away, the display waits for it, and opens the same windows when it is back.
public final class WaylandDisplay implements Display {
    // A compositor on a busy or emulated machine takes seconds to answer.
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOG_AFTER = Duration.ofSeconds(3);
    private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(250);
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(10);

    private final WaylandOptions options;
    private final Events events;
    private final EventLoop loop;
    private final Thread thread;
    private final List<WaylandSurface> surfaces = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Compositor compositor;
    private Optional<Session> session = Optional.empty();
    private Duration retryDelay = MIN_RETRY_DELAY;
    private boolean lossLogged;
    private Optional<Clipboard> clipboard = Optional.empty();
    private String title;

    /// Hears what a user should know or did, on the display's thread, or in [#open].
    public interface Events {
        /// One line to be logged.
        void log(String message);

        /// The display has a bug.
        void failed(Throwable failure);

        /// A user closed a window. It opens again, once, when the guest sets another mode.
        void windowClosed(int scanout);
    }

    private WaylandDisplay(WaylandOptions options, Events events) {
        this.options = options;
        this.events = events;
        this.title = options.title();
        this.compositor = new Compositor(events::log);
        this.loop = new EventLoop(events::failed);
        this.thread = Thread.ofPlatform().name("zeropane-wayland").unstarted(this::run);
    }

    /// Connects to the compositor and waits until it has announced its globals.
    ///
    /// @throws LinuxException if no compositor listens at the socket
    /// @throws WaylandException if the compositor cannot show windows
    public static WaylandDisplay open(WaylandOptions options, Events events) {
        return open(options, events, LOG_AFTER, ANSWER_TIMEOUT);
    }

    /// @param logAfter how long to wait for the compositor before that is logged
    /// @param timeout how long to wait after that
    static WaylandDisplay open(
            WaylandOptions options, Events events, Duration logAfter, Duration timeout) {
        WaylandDisplay display = new WaylandDisplay(options, events);
        display.thread.start();
        display.loop.post(display::connect);
        try {
            display.awaitReady(logAfter, timeout);
            return display;
        } catch (ExecutionException e) {
            display.close();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (TimeoutException e) {
            display.close();
            throw new WaylandException(
                    "the compositor at %s does not answer".formatted(options.socket()));
        } catch (InterruptedException e) {
            display.close();
            Thread.currentThread().interrupt();
            throw new WaylandException("interrupted while connecting to " + options.socket());
        }
    }

    private void awaitReady(Duration logAfter, Duration timeout)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            ready.get(logAfter.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            events.log("waiting for an answer of the compositor at " + options.socket());
            ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        loop.run();
        session.ifPresent(Session::close);
    }

    @Override
    public String name() {
        return "wayland";
    }

    @Override
    public Surface open(int scanout) {
        WaylandSurface surface = new WaylandSurface(loop, compositor::takesDmaBuf, scanout);
        loop.post(() -> {
            surfaces.add(surface);
            session.ifPresent(s -> s.add(surface));
        });
        return surface;
    }

    /// Names the windows after the guest, and lets windows that a user closed open again.
    @Override
    public void guestChanged(Optional<String> name) {
        loop.post(() -> {
            title = name.map(n -> n + " - " + options.title()).orElse(options.title());
            session.ifPresent(s -> s.setTitle(title));
            surfaces.forEach(WaylandSurface::guestChanged);
        });
    }

    /// What is copied on the host while a window has the keyboard is offered to the guest; what the
    /// guest copies is offered on the host once a window has it.
    @Override
    public void shareClipboard(Clipboard shared) {
        loop.post(() -> {
            clipboard = Optional.of(shared);
            session.ifPresent(s -> s.share(shared));
        });
    }

    public void post(Runnable task) {
        loop.post(task);
    }

    // The connection, on the display's thread.

    private void connect() {
        try {
            Session begun = new Session(loop, options, compositor, title, new SessionEvents());
            session = Optional.of(begun);
            clipboard.ifPresent(begun::share);
        } catch (LinuxException e) {
            notConnected(e);
        } catch (RuntimeException | Error e) {
            // A bug, or no memory: a later attempt may succeed.
            notConnected(e);
            throw e;
        }
    }

    private void notConnected(Throwable reason) {
        if (!ready.completeExceptionally(reason)) {
            retry();
        }
    }

    private void retry() {
        EventLoop.Timer _ = loop.after(retryDelay, this::connect);
        Duration longer = retryDelay.multipliedBy(2);
        retryDelay = longer.compareTo(MAX_RETRY_DELAY) < 0 ? longer : MAX_RETRY_DELAY;
    }

    private final class SessionEvents implements Session.Events {
        @Override
        public void ready() {
            boolean _ = ready.complete(null);
            surfaces.forEach(surface -> surface.latest().repeatAll());
            session.ifPresent(s -> surfaces.forEach(s::add));
        }

        @Override
        public void shown() {
            retryDelay = MIN_RETRY_DELAY;
            if (lossLogged) {
                lossLogged = false;
                events.log("windows at %s again".formatted(options.socket()));
            }
        }

        @Override
        public void log(String message) {
            events.log(message);
        }

        @Override
        public void ended(String reason) {
            Optional<Session> over = session;
            session = Optional.empty();
            boolean wasReady = ready.isDone();
            notConnected(new WaylandException(options.socket() + ": " + reason));
            over.ifPresent(Session::close);
            if (wasReady && !lossLogged) {
                lossLogged = true;
                events.log(
                        "no windows at %s until the compositor is back: %s"
                                .formatted(options.socket(), reason));
            }
        }

        @Override
        public void windowClosed(int scanout) {
            events.windowClosed(scanout);
        }
    }

    /// Waits until the windows are closed.
    @Override
    public void close() {
        loop.stop();
        ThreadEnd.await(thread);
        loop.close();
    }
}
