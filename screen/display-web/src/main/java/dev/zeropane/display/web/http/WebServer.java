// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.access.Identity;
import dev.zeropane.display.web.session.Limits;
import dev.zeropane.display.web.session.Port;
import dev.zeropane.display.web.session.ViewerServer;
import dev.zeropane.display.web.session.Visits;
import dev.zeropane.display.web.wire.KeepAlive;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/// Serves a page on which guests are seen, to browsers that know a [Token]. Guests come and go.
/// Pictures and input go through WebSockets as the RFB protocol, so that a browser is a VNC viewer
/// like others, and has their limits.
public final class WebServer implements AutoCloseable {
    /// Work never waits on these threads, whatever a browser does.
    private static final int THREADS = 8;

    private static final int IDLE_THREADS = 1;
    private static final int THREAD_IDLE_MILLIS = 30_000;

    /// The cookies of all who serve pages on this machine come along.
    private static final int MAX_HEADERS = 16 << 10;

    private static final int IDLE_MILLIS = 5000;

    /// What a client says in the RFB protocol has some bytes; what we say has half of this.
    private static final int MAX_FRAME = 64 << 10;

    /// What the kernel keeps for a browser that does not read; left to itself, 4 MB.
    private static final int SEND_BUFFER = 128 << 10;

    private final ViewerServer viewers;
    private final Guests guests = new Guests();
    private final Token token = new Token();
    private final Server server;
    private final WebDoor door;
    private final int port;

    /// Hears what a person should know, on any thread.
    public interface Events {
        /// One line to be logged.
        void log(String message);

        /// Something went wrong that is our own fault.
        void failed(Throwable failure);
    }

    private WebServer(WebDoor door, ServerSocketChannel socket, Events events) throws Exception {
        this.door = door;
        this.port = Port.of(socket);
        this.viewers =
                ViewerServer.start(
                        "zeropane-web",
                        new Visits.Events(events::log, events::failed),
                        Limits.USUAL);
        Scheduler scheduler = new ScheduledExecutorScheduler("zeropane-web-timer", true);
        this.server = new Server(threads(), scheduler, null);
        try {
            server.setStopTimeout(0);
            server.setErrorHandler(new Refusal());
            server.addConnector(connector(socket));
            WebSocketServerComponents.ensureWebSocketComponents(server);
            Strangers strangers = new Strangers(scheduler);
            server.getConnectors()[0].addBean(strangers);
            Entrance entrance = new Entrance(token, guests, new Farewells(scheduler), events::log);
            server.setHandler(
                    new Gatekeeper(
                            door,
                            strangers,
                            sockets(entrance, new Pages(token, guests, events::failed))));
            server.start();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /// Listens.
    ///
    /// @throws dev.zeropane.display.web.CannotListenException if that cannot be
    public static WebServer open(WebOptions options, Events events) {
        ServerSocketChannel socket =
                options.port().isPresent()
                        ? Port.listen(options.door().address(), options.port().getAsInt())
                        : Port.listenAtFirstFree(
                                options.door().address(),
                                WebOptions.FIRST_PORT,
                                WebOptions.FIRST_PORT);
        try {
            return new WebServer(options.door(), socket, events);
        } catch (Exception e) {
            try {
                socket.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new IllegalStateException("the web server does not start", e);
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS, THREAD_IDLE_MILLIS);
        threads.setReservedThreads(0);
        threads.setDaemon(true);
        threads.setName("zeropane-web");
        return threads;
    }

    private ServerConnector connector(ServerSocketChannel socket) throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // A line ends by CR LF: a proxy before us may see other requests where we take less.
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setRequestHeaderSize(MAX_HEADERS);
        http.setIdleTimeout(IDLE_MILLIS);
        ServerConnector connector =
                new ServerConnector(server, null, null, null, 0, 1, protocols(http)) {
                    @Override
                    protected SocketChannelEndPoint newEndPoint(
                            SocketChannel client, ManagedSelector selector, SelectionKey key)
                            throws IOException {
                        KeepAlive.set(client);
                        return super.newEndPoint(client, selector, key);
                    }
                };
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        connector.open(socket);
        return connector;
    }

    private ConnectionFactory[] protocols(HttpConfiguration http) {
        // Without it Jetty would have one that compares names by itself.
        door.identity().ifPresent(_ -> http.addCustomizer(new SecureRequestCustomizer(false)));
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return door.identity()
                .map(identity ->
                        new ConnectionFactory[] {
                            new SslConnectionFactory(tls(identity), plain.getProtocol()), plain
                        })
                .orElseGet(() -> new ConnectionFactory[] {plain});
    }

    /// Names are the [Gatekeeper]'s. A browser may not negotiate anew: it costs us more.
    private static SslContextFactory.Server tls(Identity identity) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(identity.context());
        tls.setIncludeProtocols(Identity.protocols());
        tls.setRenegotiationAllowed(false);
        tls.setSniRequired(false);
        return tls;
    }

    private static WebSocketUpgradeHandler sockets(Entrance entrance, Handler others) {
        WebSocketUpgradeHandler sockets = new WebSocketUpgradeHandler();
        sockets.setHandler(others);
        Configuration each = sockets.getConfiguration();
        each.setMaxFrameSize(MAX_FRAME);
        each.setAutoFragment(false);
        // A guest's screen may be still for days.
        each.setIdleTimeout(Duration.ZERO);
        sockets.addMapping(Entrance.PATHS, entrance);
        return sockets;
    }

    /// Where the page is, with all that is needed to see it: not to be logged where others read.
    public String address() {
        return door.place(port) + token.fragment();
    }

    public int port() {
        return port;
    }

    /// Puts a guest on the page, until the display is closed.
    public WebDisplay guest(WebGuest guest) {
        return guest(guest, () -> {});
    }

    /// Puts a guest on the page that is there for it alone: the server is closed with the display.
    public WebDisplay only(WebGuest guest) {
        return guest(guest, this::close);
    }

    private WebDisplay guest(WebGuest guest, Runnable closed) {
        return new WebDisplay(
                guest,
                viewers.guest(Optional.empty(), guest.screens(), guest.input(), guest.sizes()),
                guests,
                "web:" + port,
                closed);
    }

    /// Ends all connections, and waits until nobody reads pixels any more.
    @Override
    public void close() {
        viewers.visits().close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the web server does not stop", e);
        } finally {
            viewers.close();
        }
    }
}
