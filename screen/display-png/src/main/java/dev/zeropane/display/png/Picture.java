// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import javax.imageio.ImageIO;

/// A copy of a frame's pixels, updated by rectangles. Belongs to one thread.
final class Picture implements AutoCloseable {
    private static final int RED = 0xff0000;
    private static final int GREEN = 0x00ff00;
    private static final int BLUE = 0x0000ff;

    static {
        // With the cache, ImageIO would write each picture to a temporary file first.
        ImageIO.setUseCache(false);
    }

    /// The limit for all pictures of this process, so that copies leave memory for everything else.
    static final Budget HALF_OF_HEAP = new Budget(Runtime.getRuntime().maxMemory() / 2);

    private final Budget budget;

    /// XRGB8888, row after row without gaps. Not an array, as all threads would wait while the JVM
    /// clears it.
    private Optional<Mapping> rgb = Optional.empty();

    private long size;

    private Optional<Frame> current = Optional.empty();
    private long bytesCopied;

    Picture(Budget budget) {
        this.budget = budget;
    }

    /// Reads the damaged part, or everything if the picture holds another frame.
    ///
    /// @return false if the guest took the memory back; the picture then holds nothing
    /// @throws PngException if the picture is larger than the budget allows
    boolean update(Frame frame, Rect damage) {
        boolean same = current.equals(Optional.of(frame));
        Rect area = same ? damage.intersect(frame.bounds()) : frame.bounds();
        current = Optional.empty();
        resize(frame);
        boolean[] complete = {false};
        boolean kept = frame.memory().read(pixels -> complete[0] = copy(frame, area, pixels));
        if (kept && complete[0]) {
            current = Optional.of(frame);
            return true;
        }
        return false;
    }

    private void resize(Frame frame) {
        long needed = (long) Math.multiplyExact(frame.width(), frame.height()) * Integer.BYTES;
        if (size == needed) {
            return;
        }
        close();
        if (!budget.take(needed)) {
            throw new PngException(
                    "no memory for a picture of %dx%d: raise the JVM's -Xmx"
                            .formatted(frame.width(), frame.height()));
        }
        size = needed;
        try (Fd file = Memfd.createAllocated("zeropane picture", needed)) {
            rgb = Optional.of(Mapping.of(file, 0, needed, Mapping.Access.READ_WRITE));
        } catch (LinuxException e) {
            close();
            throw new PngException(
                    "no memory for a picture of %dx%d: %s"
                            .formatted(frame.width(), frame.height(), e.getMessage()));
        }
    }

    /// Frees the memory; the picture then holds nothing.
    @Override
    public void close() {
        budget.giveBack(size);
        size = 0;
        rgb.ifPresent(Mapping::close);
        rgb = Optional.empty();
        current = Optional.empty();
    }

    private boolean copy(Frame frame, Rect area, MemorySegment pixels) {
        if (pixels.byteSize() < frame.requiredBytes()) {
            return false;
        }
        bytesCopied += frame.bytes(area.width()) * area.height();
        MemorySegment target = rgb.orElseThrow().segment();
        for (int y = area.y(); y < area.bottom(); y++) {
            long to = Integer.BYTES * ((long) y * frame.width() + area.x());
            frame.format().toXrgb8888(pixels, frame.at(area.x(), y), target, to, area.width());
        }
        return true;
    }

    /// Bytes that all updates together have read.
    long bytesCopied() {
        return bytesCopied;
    }

    /// Writes the picture to a stream. Call only after a successful update.
    void write(OutputStream out) throws IOException {
        Frame frame = current.orElseThrow();
        ImageIO.write(image(frame.width(), frame.height()), "png", out);
    }

    /// The pixels as an image, without a copy.
    private BufferedImage image(int width, int height) {
        DirectColorModel model = new DirectColorModel(24, RED, GREEN, BLUE);
        WritableRaster raster =
                Raster.createPackedRaster(
                        new Pixels(rgb.orElseThrow().segment(), width * height),
                        width,
                        height,
                        width,
                        new int[] {RED, GREEN, BLUE},
                        null);
        return new BufferedImage(model, raster, false, null);
    }

    /// Lets images read memory that is not an array.
    private static final class Pixels extends DataBuffer {
        private final MemorySegment words;

        Pixels(MemorySegment words, int count) {
            super(TYPE_INT, count);
            this.words = words;
        }

        @Override
        public int getElem(int bank, int i) {
            return words.getAtIndex(ValueLayout.JAVA_INT, i);
        }

        @Override
        public void setElem(int bank, int i, int value) {
            throw new UnsupportedOperationException("pictures are only read here");
        }
    }
}
