// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Does late, in another order, and several at a time, what the protocol does not bind to a time.
/// By chance: the system property `seed` repeats what a run has printed, as far as threads do the
/// same. Off unless the system property `zeropane.disorder` is set. Belongs to the compositor's
/// thread.
public final class Disorder {
    private static final boolean ON = Boolean.getBoolean("zeropane.disorder");
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /// Most of it soon, so that tests do not take much longer.
    private static final int SOON_MILLIS = 4;

    private static final int LATE_MILLIS = 25;

    /// Times are whole multiples: what is due at the same time goes together.
    private static final int BURST_MILLIS = 2;

    private final EventLoop loop;
    private final Optional<Random> random;
    private final List<Runnable> putOff = new ArrayList<>();

    Disorder(EventLoop loop) {
        this.loop = loop;
        this.random = ON ? Optional.of(new Random(SEED)) : Optional.empty();
    }

    static {
        if (ON) {
            System.out.println("a compositor in disorder, -Dseed=" + SEED);
        }
    }

    /// Once in so many times, if there is disorder at all.
    public boolean happens(int times) {
        return random.filter(chance -> chance.nextInt(times) == 0).isPresent();
    }

    /// Does it now, or puts it off.
    public void sometime(Runnable action) {
        if (random.isEmpty() || happens(3)) {
            action.run();
            return;
        }
        putOff.add(action);
        EventLoop.Timer _ =
                loop.after(
                        delay(),
                        () -> {
                            if (putOff.remove(action)) {
                                action.run();
                            }
                        });
    }

    private Duration delay() {
        int most = happens(20) ? LATE_MILLIS : SOON_MILLIS;
        int bursts = random.orElseThrow().nextInt(most / BURST_MILLIS + 1);
        return Duration.ofMillis(BURST_MILLIS).multipliedBy(bursts);
    }

    /// Does all that was put off, and what comes of it.
    ///
    /// @return whether there was any
    public boolean settle() {
        boolean any = !putOff.isEmpty();
        while (!putOff.isEmpty()) {
            putOff.remove(random.orElseThrow().nextInt(putOff.size())).run();
        }
        return any;
    }
}
