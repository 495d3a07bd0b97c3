// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Serves one peer after another over Unix sockets. Everything happens on the loop's thread.
///
/// A peer whose session cannot be opened because the host lacks a resource ([LinuxException]) is
/// turned away, and the next one is served. Any other exception goes to the loop, after the peer's
/// connection was closed.
public final class PeerServer implements AutoCloseable {
    private final EventLoop loop;
    private final Function<UnixSocket, ? extends PeerSession> sessions;
    private final Events events;
    private Optional<UnixServerSocket> listener = Optional.empty();
    private Optional<Acceptor> acceptor = Optional.empty();
    private Optional<PeerSession> session = Optional.empty();

    /// Callbacks to the server's owner, on the loop's thread.
    public interface Events {
        /// A peer has connected.
        ///
        /// @param peer its process, as far as the socket tells
        void connected(Optional<Credentials> peer);

        /// The peer is gone: it has disconnected, or was disconnected because of `fault`.
        void disconnected(Optional<String> fault);

        /// A peer could not be served and was turned away, as `reason` says. Anybody can cause any
        /// number of these.
        void refused(String reason);
    }

    /// @param sessions opens the session of each peer that comes; it then owns the socket
    public PeerServer(
            EventLoop loop, Function<UnixSocket, ? extends PeerSession> sessions, Events events) {
        this.loop = loop;
        this.sessions = sessions;
        this.events = events;
    }

    /// Serves the peers that connect, one after another; a second peer waits until the first has
    /// gone. Owns the socket from now on.
    public void listen(UnixServerSocket socket) {
        listener = Optional.of(socket);
        acceptor =
                Optional.of(
                        new Acceptor(
                                loop, socket, this::accepted, e -> events.refused(e.getMessage())));
        if (session.isEmpty()) {
            acceptor.ifPresent(Acceptor::start);
        }
    }

    /// Serves the peer at the other end of a socket, which the server owns from now on, also if
    /// this throws.
    ///
    /// @throws LinuxException if its session cannot be opened
    public void serve(UnixSocket socket) {
        begin(open(socket), socket);
    }

    private void accepted(UnixSocket socket) {
        PeerSession opened;
        try {
            opened = open(socket);
        } catch (LinuxException e) {
            events.refused(e.getMessage());
            return;
        }
        begin(opened, socket);
    }

    private PeerSession open(UnixSocket socket) {
        PeerSession opened;
        try {
            opened = sessions.apply(socket);
        } catch (RuntimeException | Error e) {
            socket.close();
            throw e;
        }
        try {
            loop.watch(
                    opened.fd(),
                    () -> guarded(opened, opened::receive),
                    () -> guarded(opened, () -> flush(opened)));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void begin(PeerSession opened, UnixSocket socket) {
        session = Optional.of(opened);
        // Before the callback, which may throw: one peer is served at a time.
        acceptor.ifPresent(Acceptor::stop);
        events.connected(socket.peer());
    }

    private static boolean flush(PeerSession current) {
        current.flush();
        return true;
    }

    /// @param task false if the peer is gone
    private void guarded(PeerSession current, BooleanSupplier task) {
        Optional<String> fault;
        try {
            if (task.getAsBoolean()) {
                return;
            }
            fault = Optional.empty();
        } catch (LinuxException.Disconnected e) {
            fault = Optional.empty();
        } catch (PeerFaultException | LinuxException e) {
            fault = Optional.of(e.getMessage());
        } catch (RuntimeException | Error e) {
            end(current, Optional.of("internal error: " + e));
            throw e;
        }
        end(current, fault);
    }

    private void end(PeerSession ended, Optional<String> fault) {
        if (session.filter(ended::equals).isEmpty()) {
            return;
        }
        session = Optional.empty();
        loop.unwatch(ended.fd());
        try {
            ended.close();
        } finally {
            try {
                acceptor.ifPresent(Acceptor::start);
            } finally {
                events.disconnected(fault);
            }
        }
    }

    /// Ends the connection and stops listening. Loop thread, or after the loop has ended.
    @Override
    public void close() {
        session.ifPresent(current -> {
            session = Optional.empty();
            loop.unwatch(current.fd());
            current.close();
        });
        acceptor.ifPresent(Acceptor::stop);
        acceptor = Optional.empty();
        listener.ifPresent(UnixServerSocket::close);
        listener = Optional.empty();
    }
}
