// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.access.Household;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/// Connections that are no WebSockets. Each has little time to ask for something, TLS included, and
/// some to take the answer, however it spends them; and there are not many at once: one more, and
/// one of them has to go. Browsers connect again. Any thread.
final class Strangers implements Connection.Listener {
    /// Browsers open six.
    static final int MAX = 64;

    private static final long ASK_SECONDS = 5;
    private static final long TAKE_SECONDS = 30;

    private final Scheduler scheduler;

    // Guarded by this.
    private final Map<EndPoint, Scheduler.Task> ends = new LinkedHashMap<>();

    Strangers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        // TLS is opened together with what it carries.
        if (connection instanceof WebSocketConnection || connection instanceof SslConnection) {
            return;
        }
        EndPoint oldest = null;
        synchronized (this) {
            if (ends.size() >= MAX) {
                oldest = Household.oldestOfLargest(ends.keySet(), Strangers::household);
                ends.remove(oldest).cancel();
            }
            ends.put(connection.getEndPoint(), endAfter(connection.getEndPoint(), ASK_SECONDS));
        }
        if (oldest != null) {
            end(oldest);
        }
    }

    private static Optional<Household> household(EndPoint place) {
        return place.getRemoteSocketAddress() instanceof InetSocketAddress address
                ? Optional.of(Household.of(address.getAddress()))
                : Optional.empty();
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (this) {
            Scheduler.Task end = ends.remove(connection.getEndPoint());
            if (end != null) {
                end.cancel();
            }
        }
    }

    /// One of them has asked for something.
    void asked(Request request) {
        EndPoint place = request.getConnectionMetaData().getConnection().getEndPoint();
        restart(place, TAKE_SECONDS);
        Request.addCompletionListener(request, _ -> restart(place, ASK_SECONDS));
    }

    private synchronized void restart(EndPoint place, long seconds) {
        ends.computeIfPresent(
                place,
                (_, end) -> {
                    end.cancel();
                    return endAfter(place, seconds);
                });
    }

    private Scheduler.Task endAfter(EndPoint place, long seconds) {
        return scheduler.schedule(() -> end(place), seconds, TimeUnit.SECONDS);
    }

    private static void end(EndPoint place) {
        place.close(new TimeoutException());
    }
}
