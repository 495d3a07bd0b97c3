// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Those who wait for the VMM to say which sizes it wishes. Each waits for an answer to a question
/// that was asked after it came, so that the answer is not an old one, but never for long: the VMM
/// may be the one that waits for us, and the guest's driver may poll.
///
/// A VMM that has answered before is waited for until [#PATIENCE] is over. One that never has must
/// answer soon after it has read the question: QEMU does that at once, but may be busy until then.
final class SizeRequests {
    /// A guest's driver waits seconds for this, and a person notices no less.
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /// With a VMM that reads and has never answered.
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(4);

    /// How often to look whether it has read.
    private static final Duration LOOK = Duration.ofMillis(1);

    private final EventLoop loop;
    private final Runnable ask;
    private final BooleanSupplier isRead;
    private final List<Waiter> waiting = new ArrayList<>();
    private boolean connected;
    private boolean asked;
    private boolean silent;
    private boolean hasAnswered;
    private Optional<EventLoop.Timer> look = Optional.empty();

    private static final class Waiter {
        private final Runnable done;
        private boolean current;
        private EventLoop.Timer deadline;

        private Waiter(Runnable done) {
            this.done = done;
        }
    }

    /// @param ask sends the question, soon
    /// @param isRead whether it was sent and the VMM has received it
    SizeRequests(EventLoop loop, Runnable ask, BooleanSupplier isRead) {
        this.loop = loop;
        this.ask = ask;
        this.isRead = isRead;
    }

    /// Runs `done` when the VMM has answered, or when that takes too long.
    void add(Runnable done) {
        if (!connected || silent) {
            done.run();
            askAgain();
            return;
        }
        Waiter waiter = new Waiter(done);
        waiter.deadline = loop.after(PATIENCE, this::giveUp);
        waiting.add(waiter);
        askAgain();
        if (!hasAnswered && look.isEmpty()) {
            look(LOOK, this::lookWhetherRead);
        }
    }

    private void look(Duration delay, Runnable action) {
        look =
                Optional.of(
                        loop.after(
                                delay,
                                () -> {
                                    look = Optional.empty();
                                    action.run();
                                }));
    }

    private void lookWhetherRead() {
        if (isRead.getAsBoolean()) {
            look(SHORT_PATIENCE, this::giveUp);
        } else {
            look(LOOK, this::lookWhetherRead);
        }
    }

    /// Nobody waits any more, until it answers.
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

    /// A new socket of the VMM: what was asked through the old one will not be answered.
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

    /// There is no socket to ask through.
    void disconnected() {
        connected = false;
        asked = false;
        finish(List.copyOf(waiting));
    }

    /// The next VMM is another one.
    void vmmGone() {
        disconnected();
        silent = false;
        hasAnswered = false;
    }

    private void finish(List<Waiter> finished) {
        for (Waiter waiter : finished) {
            // Whoever goes on may bring about the end of others, which are in this list, too.
            if (waiting.remove(waiter)) {
                waiter.deadline.cancel();
                waiter.done.run();
            }
        }
        if (waiting.isEmpty()) {
            look.ifPresent(EventLoop.Timer::cancel);
            look = Optional.empty();
        }
    }
}
