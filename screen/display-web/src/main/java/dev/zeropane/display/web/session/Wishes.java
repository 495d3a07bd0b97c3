// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Mode;
import dev.zeropane.display.PacedWishes;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.EventLoop;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Takes the sizes that a screen's viewers wish to where they are paced. Of those that come
/// meanwhile the last counts, so however many a client sends, one waits. Any thread.
public final class Wishes {
    private final EventLoop loop;
    private final boolean heard;
    private final PacedWishes paced;
    private final AtomicReference<Optional<Mode>> next = new AtomicReference<>(Optional.empty());

    /// @param loop of the thread that paces them
    public Wishes(EventLoop loop, SizeWishes sizes, int scanout) {
        this.loop = loop;
        this.heard = !sizes.equals(SizeWishes.NONE);
        this.paced = new PacedWishes(loop, sizes, scanout);
    }

    /// Whether anybody hears them.
    boolean areHeard() {
        return heard;
    }

    void wish(Mode size) {
        if (next.getAndSet(Optional.of(size)).isEmpty()) {
            loop.post(() -> next.getAndSet(Optional.empty()).ifPresent(paced::wish));
        }
    }
}
