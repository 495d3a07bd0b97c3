// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.Optional;

/// Passes on wishes for one screen's size no faster than a guest can set modes: the first at once,
/// then the latest after a pause. Otherwise a guest would set a mode for each pixel that a user
/// drags an edge by.
public final class PacedWishes implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final EventLoop loop;
    private final SizeWishes sizes;
    private final int scanout;
    private Optional<EventLoop.Timer> pause = Optional.empty();
    private Optional<Mode> next = Optional.empty();

    public PacedWishes(EventLoop loop, SizeWishes sizes, int scanout) {
        this.loop = loop;
        this.sizes = sizes;
        this.scanout = scanout;
    }

    /// Whether the wishes have a receiver.
    public boolean areHeard() {
        return !sizes.equals(SizeWishes.NONE);
    }

    public void wish(Mode mode) {
        next = Optional.of(mode);
        if (pause.isEmpty()) {
            send();
        }
    }

    private void send() {
        pause = Optional.empty();
        next.ifPresent(mode -> {
            next = Optional.empty();
            sizes.wish(scanout, mode);
            pause = Optional.of(loop.after(PAUSE, this::send));
        });
    }

    /// Drops a wish that still waits.
    @Override
    public void close() {
        next = Optional.empty();
        pause.ifPresent(EventLoop.Timer::cancel);
    }
}
