// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Callers that wait for the screen sizes that the VMM wants. Each waits for the answer to a
/// request that was sent after the caller came, so that the answer is not outdated. But none waits
/// long: the VMM may wait for this process at the same time, and the guest's driver may poll.
///
/// A VMM that has answered before has [#ANSWER_TIMEOUT]. A VMM that never has must answer soon
/// after it has read the request: QEMU answers at once, but may be busy before it reads.
final class SizeRequests {
    /// Guests' drivers wait for seconds, and people hardly notice this delay.
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(200);

    /// For a VMM that has read the request and never answered one.
    private static final Duration FIRST_ANSWER_TIMEOUT = Duration.ofMillis(4);

    /// How often to check whether the VMM has read the request.
    private static final Duration READ_CHECK_INTERVAL = Duration.ofMillis(1);

    private final EventLoop loop;
    private final Runnable ask;
    private final BooleanSupplier isRead;
    private final List<Waiter> waiting = new ArrayList<>();
    private boolean connected;
    private boolean asked;
    private boolean silent;
    private boolean hasAnswered;
    private Optional<EventLoop.Timer> timer = Optional.empty();

    private static final class Waiter {
        private final Runnable done;
        private boolean current;
        private EventLoop.Timer deadline;

        private Waiter(Runnable done) {
            this.done = done;
        }
    }

    /// @param ask sends the request soon
    /// @param isRead whether the request was sent and the VMM has received it
    SizeRequests(EventLoop loop, Runnable ask, BooleanSupplier isRead) {
        this.loop = loop;
        this.ask = ask;
        this.isRead = isRead;
    }

    /// Runs `done` when the VMM has answered, or takes too long.
    void add(Runnable done) {
        if (!connected || silent) {
            done.run();
            askAgain();
            return;
        }
        Waiter waiter = new Waiter(done);
        waiter.deadline = loop.after(ANSWER_TIMEOUT, this::giveUp);
        waiting.add(waiter);
        askAgain();
        if (!hasAnswered && timer.isEmpty()) {
            schedule(READ_CHECK_INTERVAL, this::checkRead);
        }
    }

    private void schedule(Duration delay, Runnable action) {
        timer =
                Optional.of(
                        loop.after(
                                delay,
                                () -> {
                                    timer = Optional.empty();
                                    action.run();
                                }));
    }

    private void checkRead() {
        if (isRead.getAsBoolean()) {
            schedule(FIRST_ANSWER_TIMEOUT, this::giveUp);
        } else {
            schedule(READ_CHECK_INTERVAL, this::checkRead);
        }
    }

    /// Stops waiting for the VMM until it answers.
    private void giveUp() {
        silent = true;
        finish(List.copyOf(waiting));
    }

    private void askAgain() {
        if (connected && !asked) {
            asked = true;
            waiting.forEach(waiter -> waiter.current = true);
            ask.run();
        }
    }

    /// The VMM has a new socket: it will not answer requests of the old one.
    void connected() {
        connected = true;
        asked = false;
        askAgain();
    }

    void answered() {
        hasAnswered = true;
        silent = false;
        asked = false;
        finish(waiting.stream().filter(waiter -> waiter.current).toList());
        if (!waiting.isEmpty()) {
            askAgain();
        }
    }

    /// The socket is closed.
    void disconnected() {
        connected = false;
        asked = false;
        finish(List.copyOf(waiting));
    }

    /// The VMM is gone; the next one may behave differently.
    void vmmGone() {
        disconnected();
        silent = false;
        hasAnswered = false;
    }

    private void finish(List<Waiter> finished) {
        for (Waiter waiter : finished) {
            // The action may remove other waiters of this list.
            if (waiting.remove(waiter)) {
                waiter.deadline.cancel();
                waiter.done.run();
            }
        }
        if (waiting.isEmpty()) {
            timer.ifPresent(EventLoop.Timer::cancel);
            timer = Optional.empty();
        }
    }
}
