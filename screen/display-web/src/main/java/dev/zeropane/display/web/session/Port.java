// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.CannotListenException;
import dev.zeropane.display.web.wire.Addresses;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/// Sockets that listen at ports of this machine.
public final class Port {
    private static final int MAX = 0xffff;

    /// More are not looked through for a free one.
    private static final int TRIED = 100;

    /// Those that wait to be accepted, which is soon: beyond that a connection takes a second, as
    /// the kernel leaves it to the client to try again.
    private static final int BACKLOG = 128;

    private Port() {}

    /// Listens at this port.
    ///
    /// @param address one of this machine's
    /// @param port 0 for any that is free
    /// @throws CannotListenException if that cannot be
    public static ServerSocketChannel listen(InetAddress address, int port) {
        if (port > MAX) {
            throw new CannotListenException("there is no port " + port + " for the last screen");
        }
        try {
            return bind(address, port);
        } catch (BindException e) {
            throw new CannotListenException(
                    "cannot listen at %s: %s; name another port, or none for the first free one"
                            .formatted(Addresses.text(address, port), e.getMessage()));
        } catch (IOException e) {
            throw new CannotListenException(
                    "cannot listen at %s: %s"
                            .formatted(Addresses.text(address, port), e.getMessage()));
        }
    }

    /// Listens at the first free port.
    ///
    /// @param address one of this machine's
    /// @param first of those that are tried
    /// @param from where to begin among them
    /// @throws CannotListenException if none is free
    public static ServerSocketChannel listenAtFirstFree(InetAddress address, int first, int from) {
        int end = first + TRIED;
        for (int port = from; port < end; port++) {
            try {
                return bind(address, port);
            } catch (BindException e) {
                // Somebody else's.
            } catch (IOException e) {
                throw new CannotListenException(
                        "cannot listen at %s: %s"
                                .formatted(Addresses.text(address, port), e.getMessage()));
            }
        }
        throw new CannotListenException(
                "no port of %s from %d to %d is free; name another one"
                        .formatted(address.getHostAddress(), first, end - 1));
    }

    private static ServerSocketChannel bind(InetAddress address, int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            return socket.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Where a socket of these listens.
    public static int of(ServerSocketChannel socket) {
        return socket.socket().getLocalPort();
    }
}
