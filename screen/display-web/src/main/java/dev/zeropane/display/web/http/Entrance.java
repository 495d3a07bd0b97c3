// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.session.Session;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/// Makes viewers of browsers that know the token. They say it as a subprotocol that they would
/// speak: nothing else of a WebSocket's request can be said by a page, but for its address, which
/// is logged.
final class Entrance implements WebSocketNegotiator {
    static final String PATHS = "/rfb/*";

    /// What a browser speaks with us.
    private static final String PROTOCOL = "binary";

    private static final String TOKEN = "token.";

    private final Token token;
    private final Guests guests;
    private final Farewells farewells;
    private final Consumer<String> log;

    Entrance(Token token, Guests guests, Farewells farewells, Consumer<String> log) {
        this.token = token;
        this.guests = guests;
        this.farewells = farewells;
        this.log = log;
    }

    @Override
    public FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        InetSocketAddress peer =
                (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
        if (!knows(request.getSubProtocols())) {
            log.accept("a browser at " + WebSocketPipe.text(peer) + " does not know the token");
            return refuse(response, callback, HttpStatus.UNAUTHORIZED_401);
        }
        if (!request.hasSubProtocol(PROTOCOL)) {
            return refuse(response, callback, HttpStatus.BAD_REQUEST_400);
        }
        Optional<Session.Surroundings> screen = guests.screen(request.getHttpURI().getPath());
        if (screen.isEmpty()) {
            return refuse(response, callback, HttpStatus.NOT_FOUND_404);
        }
        response.setAcceptedSubProtocol(PROTOCOL);
        // Pictures are compressed already.
        response.setExtensions(List.of());
        return new WebSocketPipe(
                peer, farewells, pipe -> screen.get().visits().accept(screen.get(), pipe));
    }

    private boolean knows(List<String> protocols) {
        return protocols.stream()
                .filter(protocol -> protocol.startsWith(TOKEN))
                .anyMatch(protocol -> token.is(protocol.substring(TOKEN.length())));
    }

    private static FrameHandler refuse(
            ServerUpgradeResponse response, Callback callback, int status) {
        boolean _ = Answer.refuse(response, callback, status);
        return null;
    }
}
