// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.StandInBuffers;
import dev.zeropane.testkit.QuietSurface;
import java.util.Optional;

/// Renews the stand-in for a dma-buf that is shown whenever the guest has drawn. Displays hear of
/// that in their order, so those after this one show what is new.
public record StandInRefresher(StandInBuffers buffers) implements Display {
    @Override
    public String name() {
        return "stand-in";
    }

    @Override
    public Surface open(int scanout) {
        return new Refresher();
    }

    private final class Refresher extends QuietSurface {
        private Optional<Frame> shown = Optional.empty();

        @Override
        public void show(Frame frame) {
            shown = Optional.of(frame);
            refresh();
        }

        @Override
        public void damage(Rect rect) {
            refresh();
        }

        private void refresh() {
            try (DmaBuf shared = shown.flatMap(frame -> frame.memory().dmaBuf()).orElse(null)) {
                if (shared != null) {
                    buffers.refresh(shared.id());
                }
            }
        }

        @Override
        public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
            return true;
        }

        @Override
        public void off() {
            shown = Optional.empty();
        }
    }

    @Override
    public void close() {}
}
