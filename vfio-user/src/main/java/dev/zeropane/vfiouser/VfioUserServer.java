package dev.zeropane.vfiouser;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.pci.PciDevice;
import java.util.Optional;
import java.util.function.Supplier;

/// Serves one client after another, each with a device of its own. Everything happens on the loop's
/// thread.
public final class VfioUserServer implements AutoCloseable {
    private final EventLoop loop;
    private final Supplier<? extends PciDevice> devices;
    private final Events events;
    private Optional<UnixServerSocket> listener = Optional.empty();
    private Optional<Session> session = Optional.empty();

    /// What the server's owner is told, on the loop's thread.
    public interface Events {
        /// A client is there.
        ///
        /// @param peer its process, as far as the socket tells
        void connected(Optional<Credentials> peer);

        /// The client is gone: by its own will, or because of `fault`.
        void disconnected(Optional<String> fault);

        /// A client could not be served and was turned away, as `reason` says. Anybody can cause
        /// any number of these.
        void refused(String reason);
    }

    /// @param devices makes the device of each client that comes; the server closes it when the
    ///   client goes. A [LinuxException] it throws turns the client away
    public VfioUserServer(EventLoop loop, Supplier<? extends PciDevice> devices, Events events) {
        this.loop = loop;
        this.devices = devices;
        this.events = events;
    }

    /// Serves whoever connects, one after another; a second client waits for the first to go. Owns
    /// the socket from now on.
    public void listen(UnixServerSocket socket) {
        listener = Optional.of(socket);
        loop.watch(socket.fd(), this::accept);
    }

    /// Serves the client at the other end of a socket, which the server owns from now on, also if
    /// this throws.
    ///
    /// @throws LinuxException if there is no device for it
    public void serve(UnixSocket socket) {
        Session opened = open(socket);
        try {
            loop.watch(opened.fd(), () -> receive(opened), () -> flush(opened));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
        session = Optional.of(opened);
        // Before anybody is told, who may fail: one client is served at a time.
        listener.ifPresent(l -> loop.unwatch(l.fd()));
        events.connected(socket.peer());
    }

    private Session open(UnixSocket socket) {
        PciDevice device;
        try {
            device = devices.get();
        } catch (RuntimeException | Error e) {
            socket.close();
            throw e;
        }
        return new Session(socket, device, loop);
    }

    private void accept() {
        try {
            listener.flatMap(UnixServerSocket::accept).ifPresent(this::serve);
        } catch (LinuxException e) {
            events.refused(e.getMessage());
        }
    }

    private void receive(Session current) {
        guarded(
                current,
                () -> {
                    if (!current.receive()) {
                        end(current, Optional.empty());
                    }
                });
    }

    private void flush(Session current) {
        guarded(current, current::flush);
    }

    private void guarded(Session current, Runnable task) {
        try {
            task.run();
        } catch (LinuxException.Disconnected e) {
            end(current, Optional.empty());
        } catch (ProtocolException | LinuxException e) {
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
