package dev.zeropane.display.vmm;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Those who wait for the VMM to say which sizes it wishes. Each waits for an answer to a question
/// that was asked after it came, so that the answer is not an old one, but never for long: the VMM
/// may be the one that waits for us.
final class SizeRequests {
    /// A guest's driver waits seconds for this, and a person notices no less.
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final EventLoop loop;
    private final Runnable ask;
    private final List<Waiter> waiting = new ArrayList<>();
    private boolean connected;
    private boolean asked;
    private boolean silent;

    private static final class Waiter {
        private final Runnable done;
        private boolean current;
        private EventLoop.Timer deadline;

        private Waiter(Runnable done) {
            this.done = done;
        }
    }

    /// @param ask sends the question, soon
    SizeRequests(EventLoop loop, Runnable ask) {
        this.loop = loop;
        this.ask = ask;
    }

    /// Runs `done` when the VMM has answered, or when that takes too long.
    void add(Runnable done) {
        if (!connected || silent) {
            done.run();
            askAgain();
            return;
        }
        Waiter waiter = new Waiter(done);
        waiter.deadline =
                loop.after(
                        PATIENCE,
                        () -> {
                            silent = true;
                            waiting.remove(waiter);
                            waiter.done.run();
                        });
        waiting.add(waiter);
        askAgain();
    }

    private void askAgain() {
        if (connected && !asked) {
            asked = true;
            waiting.forEach(waiter -> waiter.current = true);
            ask.run();
        }
    }

    /// A new socket: what was asked through the old one will not be answered.
    void connected() {
        connected = true;
        silent = false;
        asked = false;
        askAgain();
    }

    void answered() {
        silent = false;
        asked = false;
        finish(waiting.stream().filter(waiter -> waiter.current).toList());
        if (!waiting.isEmpty()) {
            askAgain();
        }
    }

    /// Nobody is there to ask.
    void disconnected() {
        connected = false;
        asked = false;
        finish(List.copyOf(waiting));
    }

    private void finish(List<Waiter> finished) {
        for (Waiter waiter : finished) {
            // Whoever goes on may bring about the end of others, which are in this list, too.
            if (waiting.remove(waiter)) {
                waiter.deadline.cancel();
                waiter.done.run();
            }
        }
    }
}
