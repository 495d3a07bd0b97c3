// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Surface;
import dev.zeropane.testkit.QuietSurface;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A display that shows nothing and remembers what the first scanout shows, for tests to look into
/// its memory.
final class LastFrame implements Display {
    private final AtomicReference<Optional<Frame>> frame = new AtomicReference<>(Optional.empty());

    /// What the first scanout shows now, if anything.
    Optional<Frame> get() {
        return frame.get();
    }

    @Override
    public String name() {
        return "last frame";
    }

    @Override
    public Surface open(int scanout) {
        return new Keeper(scanout == 0);
    }

    private final class Keeper extends QuietSurface {
        private final boolean keep;

        private Keeper(boolean keep) {
            this.keep = keep;
        }

        @Override
        public void show(Frame shown) {
            if (keep) {
                frame.set(Optional.of(shown));
            }
        }

        @Override
        public void off() {
            if (keep) {
                frame.set(Optional.empty());
            }
        }
    }

    @Override
    public void close() {}
}
