// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Accepts the connections of a listening socket, on the loop's thread.
public final class Acceptor {
    /// The delay between a failed accept and the next try. The connection may still be waiting:
    /// with descriptors used up, the socket's reserve is needed to refuse it, and another thread
    /// may have taken the reserve's number.
    static final Duration PAUSE = Duration.ofMillis(20);

    private final EventLoop loop;
    private final UnixServerSocket socket;
    private final Consumer<UnixSocket> accepted;
    private final Consumer<LinuxException> failed;
    private Optional<EventLoop.Timer> pause = Optional.empty();

    /// Accepts no connection before [#start].
    ///
    /// @param socket owned by the caller, who closes it after [#stop]
    /// @param accepted gets each connection, and owns it
    /// @param failed is told why a connection could not be accepted
    public Acceptor(
            EventLoop loop,
            UnixServerSocket socket,
            Consumer<UnixSocket> accepted,
            Consumer<LinuxException> failed) {
        this.loop = loop;
        this.socket = socket;
        this.accepted = accepted;
        this.failed = failed;
    }

    /// Accepts connections, until [#stop].
    public void start() {
        pause = Optional.empty();
        loop.watch(socket.fd(), this::accept);
    }

    /// Leaves connections waiting, until [#start].
    public void stop() {
        pause.ifPresent(EventLoop.Timer::cancel);
        pause = Optional.empty();
        loop.unwatch(socket.fd());
    }

    private void accept() {
        Optional<UnixSocket> next;
        try {
            next = socket.accept();
        } catch (LinuxException e) {
            loop.unwatch(socket.fd());
            pause = Optional.of(loop.after(PAUSE, this::start));
            failed.accept(e);
            return;
        }
        next.ifPresent(accepted);
    }
}
