// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.access.Household;
import dev.zeropane.display.web.wire.BytePipe;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// All clients of a display, and the limits of them. Any thread.
public final class Visits {
    /// Those who look. Each takes memory and a thread.
    static final int MAX_VIEWERS = 16;

    /// Those who have not said yet what they want. One more, and one of them has to go.
    static final int MAX_STRANGERS = 16;

    /// How often it is looked within a limit whether it is over.
    private static final int LOOKS = 4;

    /// Hears what is to be said. Any thread.
    ///
    /// @param log what clients do wrong, a line each
    /// @param failed what is our own fault
    public record Events(Consumer<String> log, Consumer<Throwable> failed) {}

    private final EventLoop loop;
    private final Events events;
    private final Limits limits;

    // Guarded by this.
    private final Map<Session, Thread> strangers = new LinkedHashMap<>();
    private final Map<Session, Thread> viewers = new HashMap<>();
    private boolean closed;

    /// @param loop whose thread looks after those who take too long
    public Visits(EventLoop loop, Events events, Limits limits) {
        this.loop = loop;
        this.events = events;
        this.limits = limits;
    }

    /// Somebody has connected.
    public void accept(Session.Surroundings surroundings, BytePipe pipe) {
        Session session = new Session(surroundings, pipe);
        Thread thread =
                Thread.ofVirtual().name("zeropane-vnc-reader").unstarted(() -> run(session, pipe));
        synchronized (this) {
            if (closed) {
                pipe.close();
                return;
            }
            if (strangers.size() >= MAX_STRANGERS) {
                Session oldest = Household.oldestOfLargest(strangers.keySet(), Session::household);
                strangers.remove(oldest);
                oldest.close();
            }
            strangers.put(session, thread);
        }
        loop.post(() -> {
            EventLoop.Timer _ = loop.after(limits.stranger(), () -> endIfStranger(session));
        });
        thread.start();
    }

    private void endIfStranger(Session session) {
        boolean stranger;
        synchronized (this) {
            stranger = strangers.containsKey(session);
        }
        if (stranger) {
            session.close();
        }
    }

    /// Why nobody else may look, if so.
    synchronized Optional<String> refusal() {
        return viewers.size() < MAX_VIEWERS
                ? Optional.empty()
                : Optional.of(MAX_VIEWERS + " viewers are connected already");
    }

    /// The client wants to look.
    ///
    /// @return whether it may
    synchronized boolean admit(Session session) {
        Thread thread = strangers.get(session);
        if (thread == null || viewers.size() >= MAX_VIEWERS || session.screen().isOver()) {
            return false;
        }
        strangers.remove(session);
        viewers.put(session, thread);
        loop.post(() -> watch(session));
        return true;
    }

    /// Ends it once it does not read any more. On the loop's thread.
    private void watch(Session session) {
        boolean there;
        synchronized (this) {
            there = viewers.containsKey(session);
        }
        if (there && session.hasStalled(limits.write())) {
            events.log()
                    .accept(
                            "a viewer at %s is dropped: it has read nothing for %d seconds"
                                    .formatted(session.peer(), limits.write().toSeconds()));
            session.close();
        } else if (there) {
            EventLoop.Timer _ = loop.after(limits.write().dividedBy(LOOKS), () -> watch(session));
        }
    }

    private void run(Session session, BytePipe pipe) {
        try {
            session.run();
        } catch (ProtocolException e) {
            events.log().accept("a viewer at " + pipe.peer() + " is dropped: " + e.getMessage());
        } catch (IOException e) {
            // It is gone.
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            synchronized (this) {
                strangers.remove(session);
                viewers.remove(session);
            }
        }
    }

    /// One line that people should see.
    void log(String message) {
        events.log().accept(message);
    }

    void failed(Throwable failure) {
        events.failed().accept(failure);
    }

    /// Ends the connections to screens that are over; waits until nobody reads their pixels any
    /// more.
    void end(Collection<SharedScreen> screens) {
        List<Thread> threads = new ArrayList<>();
        synchronized (this) {
            strangers.keySet().stream()
                    .filter(session -> screens.contains(session.screen()))
                    .forEach(Session::close);
            viewers.forEach((session, thread) -> {
                if (screens.contains(session.screen())) {
                    session.close();
                    threads.add(thread);
                }
            });
        }
        threads.forEach(ThreadEnd::await);
    }

    /// Ends all connections; waits until nobody reads pixels any more.
    public void close() {
        List<Thread> threads = new ArrayList<>();
        synchronized (this) {
            closed = true;
            strangers.keySet().forEach(Session::close);
            viewers.keySet().forEach(Session::close);
            threads.addAll(viewers.values());
        }
        threads.forEach(ThreadEnd::await);
    }
}
