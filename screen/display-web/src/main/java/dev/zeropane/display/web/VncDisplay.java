// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.Display;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Surface;
import dev.zeropane.display.web.input.GuestInput;
import dev.zeropane.display.web.session.Limits;
import dev.zeropane.display.web.session.Listener;
import dev.zeropane.display.web.session.Session;
import dev.zeropane.display.web.session.SharedScreen;
import dev.zeropane.display.web.session.Visits;
import dev.zeropane.display.web.session.Wishes;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Serves each screen to VNC viewers, at a port of its own: a server of the RFB protocol, version
/// 3.8. Only viewers on this machine can connect, or those who know a password. While none does,
/// nothing is copied, converted or compressed.
public final class VncDisplay implements Display {
    /// As VNC counts displays: more are not looked through for a free port.
    private static final int PORTS = 100;

    private static final String NAME = "Zeropane";

    private final VncOptions options;
    private final List<Listener> listeners;
    private final EventLoop loop;
    private final Thread thread;
    private final Visits visits;
    private final GuestInput input;
    private final Events events;
    private final List<SharedScreen> screens = new ArrayList<>();

    /// Hears what a person should know, on any thread.
    public interface Events {
        /// One line to be logged.
        void log(String message);

        /// Something went wrong that is our own fault.
        void failed(Throwable failure);
    }

    private VncDisplay(VncOptions options, Events events, Limits limits, List<Listener> listeners) {
        this.options = options;
        this.events = events;
        this.listeners = listeners;
        this.loop = new EventLoop(events::failed);
        this.thread = Thread.ofPlatform().daemon().name("zeropane-vnc").unstarted(loop::run);
        this.visits = new Visits(loop, new Visits.Events(events::log, events::failed), limits);
        this.input = new GuestInput(options.input());
    }

    /// Listens at the ports of all screens.
    ///
    /// @throws VncException if that cannot be
    public static VncDisplay open(VncOptions options, Events events) {
        return open(options, events, Limits.USUAL);
    }

    static VncDisplay open(VncOptions options, Events events, Limits limits) {
        List<Listener> listeners = bind(options);
        VncDisplay display = new VncDisplay(options, events, limits, listeners);
        display.thread.start();
        return display;
    }

    private static List<Listener> bind(VncOptions options) {
        List<Listener> bound = new ArrayList<>();
        try {
            int next = options.port().orElse(VncOptions.FIRST_PORT);
            for (int screen = 0; screen < options.screens(); screen++) {
                Listener listener =
                        options.port().isPresent()
                                ? bindThis(options.door(), next)
                                : bindFirstFree(options.door(), next);
                bound.add(listener);
                next = next == 0 ? 0 : listener.port() + 1;
            }
            return List.copyOf(bound);
        } catch (RuntimeException e) {
            bound.forEach(Listener::close);
            throw e;
        }
    }

    private static Listener bindThis(Door door, int port) {
        if (port > VncOptions.MAX_PORT) {
            throw new VncException("there is no port " + port + " for the last screen");
        }
        try {
            return Listener.bind(door.address(), port);
        } catch (BindException e) {
            throw new VncException(
                    "cannot listen at %s: %s; name another port, or none for the first free one"
                            .formatted(door.at(port), e.getMessage()));
        } catch (IOException e) {
            throw new VncException(
                    "cannot listen at %s: %s".formatted(door.at(port), e.getMessage()));
        }
    }

    private static Listener bindFirstFree(Door door, int from) {
        int end = VncOptions.FIRST_PORT + PORTS;
        for (int port = from; port < end; port++) {
            try {
                return Listener.bind(door.address(), port);
            } catch (BindException e) {
                // Somebody else's.
            } catch (IOException e) {
                throw new VncException(
                        "cannot listen at %s: %s".formatted(door.at(port), e.getMessage()));
            }
        }
        throw new VncException(
                "no port of %s from %d to %d is free; name another one"
                        .formatted(
                                door.address().getHostAddress(), VncOptions.FIRST_PORT, end - 1));
    }

    /// Where viewers find a screen.
    public int port(int scanout) {
        return listeners.get(scanout).port();
    }

    @Override
    public Surface open(int scanout) {
        SharedScreen screen = new SharedScreen(scanout, title(Optional.empty(), scanout));
        synchronized (screens) {
            screens.add(screen);
        }
        Session.Surroundings surroundings =
                new Session.Surroundings(
                        screen,
                        input,
                        new Wishes(loop, options.sizes(), scanout),
                        visits,
                        options.door().lock());
        listeners
                .get(scanout)
                .start(
                        pipe -> visits.accept(surroundings, pipe),
                        e -> events.log("no viewer could connect: " + e.getMessage()));
        return screen;
    }

    private String title(Optional<String> guest, int scanout) {
        String first = guest.map(name -> name + " - " + NAME).orElse(NAME);
        return options.screens() == 1 ? first : first + ", screen " + scanout;
    }

    @Override
    public String name() {
        return "vnc:" + port(0);
    }

    @Override
    public void guestChanged(Optional<String> name) {
        forEach(screen -> screen.name(title(name, screen.scanout())));
    }

    @Override
    public void lightsChanged(Lights lights) {
        input.lightsChanged(lights);
        forEach(screen -> screen.lights(lights));
    }

    private void forEach(Consumer<SharedScreen> action) {
        List<SharedScreen> all;
        synchronized (screens) {
            all = List.copyOf(screens);
        }
        all.forEach(action);
    }

    /// Ends all connections, and waits until nobody reads pixels any more.
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        visits.close();
        loop.stop();
        ThreadEnd.await(thread);
        loop.close();
    }
}
