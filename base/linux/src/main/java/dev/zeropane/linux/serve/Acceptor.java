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
    /// Between a connection that could not be accepted and the next try. It may still be waiting:
    /// with descriptors used up it can be refused only by the one kept for that, which another
    /// thread may have been quicker to take.
    static final Duration PAUSE = Duration.ofMillis(20);

    private final EventLoop loop;
    private final UnixServerSocket socket;
    private final Consumer<UnixSocket> accepted;
    private final Consumer<LinuxException> failed;
    private Optional<EventLoop.Timer> pause = Optional.empty();

    /// Accepts nobody before [#start].
    ///
    /// @param socket is the caller's, who closes it after [#stop]
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

    /// Accepts whoever connects, until [#stop].
    public void start() {
        pause = Optional.empty();
        loop.watch(socket.fd(), this::accept);
    }

    /// Leaves whoever connects waiting, until [#start].
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
