package dev.zeropane.vhostuser;

import dev.zeropane.guest.UnusableMemoryException;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.virtio.VirtioDevice;
import java.util.Optional;

/// Serves one device to one front-end after another. Everything happens on the loop's thread.
public final class VhostUserServer implements AutoCloseable {
    private final EventLoop loop;
    private final DeviceBinding binding;
    private final VirtioDevice device;
    private final Events events;
    private Optional<UnixServerSocket> listener = Optional.empty();
    private Optional<Session> session = Optional.empty();

    /// What the server's owner is told, on the loop's thread.
    public interface Events {
        /// A front-end is there.
        ///
        /// @param peer its process, as far as the socket tells
        void connected(Optional<Credentials> peer);

        /// The front-end is gone: by its own will, or because of `fault`.
        void disconnected(Optional<String> fault);

        /// A front-end could not be served and was turned away, as `reason` says. Anybody can cause
        /// any number of these.
        void refused(String reason);

        /// The guest did something wrong that cost it only its own request or queue. A guest can
        /// cause any number of these.
        void guestFault(String message);
    }

    public VhostUserServer(
            EventLoop loop, DeviceBinding binding, VirtioDevice device, Events events) {
        this.loop = loop;
        this.binding = binding;
        this.device = device;
        this.events = events;
    }

    /// Serves whoever connects, one after another; a second front-end waits for the first to go.
    /// Owns the socket from now on.
    public void listen(UnixServerSocket socket) {
        listener = Optional.of(socket);
        loop.watch(socket.fd(), this::accept);
    }

    /// Serves the front-end at the other end of a socket, which the server owns from now on, also
    /// if this throws.
    public void serve(UnixSocket socket) {
        Session opened = open(socket);
        try {
            loop.watch(opened.fd(), () -> receive(opened));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        session = Optional.of(opened);
        // Before anybody is told, who may fail: one device serves one front-end.
        listener.ifPresent(l -> loop.unwatch(l.fd()));
        events.connected(socket.peer());
    }

    private Session open(UnixSocket socket) {
        try {
            return new Session(socket, binding, device, loop, events::guestFault);
        } catch (RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    private void accept() {
        try {
            listener.flatMap(UnixServerSocket::accept).ifPresent(this::serve);
        } catch (LinuxException.LimitReached e) {
            events.refused(e.getMessage());
        }
    }

    private void receive(Session current) {
        try {
            if (!current.receive()) {
                end(current, Optional.empty());
            }
        } catch (LinuxException.Disconnected e) {
            end(current, Optional.empty());
        } catch (ProtocolException | UnusableMemoryException | LinuxException e) {
            end(current, Optional.of(e.getMessage()));
        } catch (RuntimeException | Error e) {
            end(current, Optional.of("internal error: " + e));
            throw e;
        }
    }

    private void end(Session ended, Optional<String> fault) {
        if (session.filter(current -> current == ended).isEmpty()) {
            return;
        }
        session = Optional.empty();
        loop.unwatch(ended.fd());
        try {
            ended.close();
        } finally {
            try {
                listener.ifPresent(l -> loop.watch(l.fd(), this::accept));
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
        listener.ifPresent(l -> {
            loop.unwatch(l.fd());
            l.close();
        });
        listener = Optional.empty();
    }
}
