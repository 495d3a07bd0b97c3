// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CoreSession;

/// WebSockets that we have ended. Each has a moment to take what is on its way, and to agree that
/// this is the end. There are few of them at once: one more, and the oldest is cut off, as whoever
/// does not agree would else keep a descriptor of ours for each time it comes. Any thread.
final class Farewells {
    private static final int MAX = 16;
    private static final long SECONDS = 1;

    private final Scheduler scheduler;

    // Guarded by this.
    private final Map<CoreSession, Scheduler.Task> leaving = new LinkedHashMap<>();

    Farewells(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// It was told that this is the end.
    void begin(CoreSession session) {
        Optional<CoreSession> oldest = Optional.empty();
        synchronized (this) {
            if (leaving.size() >= MAX) {
                oldest = Optional.of(takeOldest());
            }
            leaving.put(
                    session, scheduler.schedule(() -> cutOff(session), SECONDS, TimeUnit.SECONDS));
        }
        oldest.ifPresent(CoreSession::abort);
    }

    private CoreSession takeOldest() {
        Iterator<Map.Entry<CoreSession, Scheduler.Task>> all = leaving.entrySet().iterator();
        Map.Entry<CoreSession, Scheduler.Task> oldest = all.next();
        oldest.getValue().cancel();
        CoreSession session = oldest.getKey();
        all.remove();
        return session;
    }

    private void cutOff(CoreSession session) {
        end(session);
        session.abort();
    }

    /// It is closed.
    synchronized void end(CoreSession session) {
        Scheduler.Task cutOff = leaving.remove(session);
        if (cutOff != null) {
            cutOff.cancel();
        }
    }
}
