// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.Display;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.display.web.session.GuestScreens;
import dev.zeropane.display.web.session.Limits;
import dev.zeropane.display.web.session.Listener;
import dev.zeropane.display.web.session.Port;
import dev.zeropane.display.web.session.Session;
import dev.zeropane.display.web.session.SharedScreen;
import dev.zeropane.display.web.session.ViewerServer;
import dev.zeropane.display.web.session.Visits;
import dev.zeropane.display.web.wire.Addresses;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves each screen to VNC viewers, at a port of its own: a server of the RFB protocol, version
/// 3.8. Only viewers on this machine can connect, or those who know a password. While none does,
/// nothing is copied, converted or compressed.
public final class VncDisplay implements Display {
    private final InetAddress address;
    private final List<Listener> listeners;
    private final ViewerServer server;
    private final GuestScreens screens;
    private final Events events;

    /// Hears what a person should know, on any thread.
    public interface Events {
        /// One line to be logged.
        void log(String message);

        /// Something went wrong that is our own fault.
        void failed(Throwable failure);
    }

    private VncDisplay(VncOptions options, Events events, Limits limits, List<Listener> listeners) {
        this.address = options.door().address();
        this.events = events;
        this.listeners = listeners;
        this.server =
                ViewerServer.start(
                        "zeropane-vnc", new Visits.Events(events::log, events::failed), limits);
        this.screens =
                server.guest(
                        options.door().lock(), options.screens(), options.input(), options.sizes());
    }

    /// Listens at the ports of all screens.
    ///
    /// @throws CannotListenException if that cannot be
    public static VncDisplay open(VncOptions options, Events events) {
        return open(options, events, Limits.USUAL);
    }

    static VncDisplay open(VncOptions options, Events events, Limits limits) {
        return new VncDisplay(options, events, limits, bind(options));
    }

    private static List<Listener> bind(VncOptions options) {
        List<Listener> bound = new ArrayList<>();
        try {
            int next = options.port().orElse(VncOptions.FIRST_PORT);
            for (int screen = 0; screen < options.screens(); screen++) {
                ServerSocketChannel socket =
                        options.port().isPresent()
                                ? Port.listen(options.door().address(), next)
                                : Port.listenAtFirstFree(
                                        options.door().address(), VncOptions.FIRST_PORT, next);
                bound.add(new Listener(socket));
                next = next == 0 ? 0 : Port.of(socket) + 1;
            }
            return List.copyOf(bound);
        } catch (RuntimeException e) {
            bound.forEach(Listener::close);
            throw e;
        }
    }

    /// Where viewers find a screen.
    public int port(int scanout) {
        return listeners.get(scanout).port();
    }

    /// The same with its address, as people write it.
    public String place(int scanout) {
        return Addresses.text(address, port(scanout));
    }

    @Override
    public Surface open(int scanout) {
        SharedScreen screen = screens.open(scanout);
        Session.Surroundings surroundings = screens.of(scanout).orElseThrow();
        listeners
                .get(scanout)
                .start(
                        pipe -> server.visits().accept(surroundings, pipe),
                        e -> events.log("no viewer could connect: " + e.getMessage()));
        return screen;
    }

    @Override
    public String name() {
        return "vnc:" + port(0);
    }

    @Override
    public void guestChanged(Optional<String> name) {
        screens.name(name);
    }

    @Override
    public void lightsChanged(Lights lights) {
        screens.lights(lights);
    }

    @Override
    public void shareClipboard(Clipboard clipboard) {
        screens.shareClipboard(clipboard);
    }

    /// Ends all connections, and waits until nobody reads pixels any more.
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        screens.close();
        server.close();
    }
}
