// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.IntStream;

/// A display whose screens are looked at by a test: each shows the picture of when it was last told
/// that there is another.
public final class ShownScreens implements Display {
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Screen[] screens;

    public ShownScreens(int count) {
        screens = IntStream.range(0, count).mapToObj(_ -> new Screen()).toArray(Screen[]::new);
    }

    /// What a screen shows, if anything.
    public Optional<Picture> picture(int screen) {
        return screens[screen].picture();
    }

    @Override
    public String name() {
        return "shown screens";
    }

    @Override
    public Surface open(int scanout) {
        return screens[scanout];
    }

    @Override
    public void close() {}

    private static final class Screen implements Surface {
        private Optional<Frame> frame = Optional.empty();
        private Optional<Picture> picture = Optional.empty();
        private boolean isStale;

        synchronized Optional<Picture> picture() {
            if (isStale) {
                isStale = false;
                picture = frame.flatMap(Screen::read);
            }
            return picture;
        }

        /// Nothing if its memory is gone meanwhile: then something else is shown soon.
        private static Optional<Picture> read(Frame frame) {
            int[] pixels = new int[frame.width() * frame.height()];
            boolean isThere =
                    frame.memory()
                            .read(memory -> {
                                for (int i = 0; i < pixels.length; i++) {
                                    long at = frame.at(i % frame.width(), i / frame.width());
                                    pixels[i] = frame.format().toRgb(memory.get(LE32, at));
                                }
                            });
            return isThere
                    ? Optional.of(new Picture(frame.width(), frame.height(), pixels))
                    : Optional.empty();
        }

        @Override
        public synchronized void show(Frame shown) {
            frame = Optional.of(shown);
            isStale = true;
        }

        @Override
        public synchronized void damage(Rect rect) {
            isStale = true;
        }

        @Override
        public synchronized void off() {
            frame = Optional.empty();
            isStale = true;
        }

        @Override
        public void cursor(Cursor cursor) {}

        @Override
        public void moveCursor(int x, int y) {}

        @Override
        public SurfaceStats stats() {
            return SurfaceStats.NONE;
        }

        @Override
        public void close() {}
    }
}
