// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.util.Optional;

/// All that look at some guests, whatever their connections are: their limits, and a thread that
/// looks after time.
public final class ViewerServer implements AutoCloseable {
    private final EventLoop loop;
    private final Thread thread;
    private final Visits visits;

    private ViewerServer(String threadName, Visits.Events events, Limits limits) {
        this.loop = new EventLoop(events.failed());
        this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(loop::run);
        this.visits = new Visits(loop, events, limits);
    }

    public static ViewerServer start(String threadName, Visits.Events events, Limits limits) {
        ViewerServer server = new ViewerServer(threadName, events, limits);
        server.thread.start();
        return server;
    }

    public Visits visits() {
        return visits;
    }

    /// A guest to be looked at.
    ///
    /// @param lock for which viewers have to know a password, if there is one
    /// @param screens how many it has
    /// @param input gets what viewers do to it, on any thread
    /// @param sizes told which sizes viewers wish, on a thread of this server
    public GuestScreens guest(Optional<Lock> lock, int screens, InputSink input, SizeWishes sizes) {
        return new GuestScreens(loop, visits, lock, screens, input, sizes);
    }

    /// Ends all connections, and waits until nobody reads pixels any more.
    @Override
    public void close() {
        visits.close();
        loop.stop();
        ThreadEnd.await(thread);
        loop.close();
    }
}
