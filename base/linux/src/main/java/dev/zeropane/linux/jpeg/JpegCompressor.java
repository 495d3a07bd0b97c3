// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.jpeg;

import dev.zeropane.linux.raw.TurboJpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Makes JPEG pictures by libjpeg-turbo, where that is installed. Belongs to one thread.
public final class JpegCompressor implements AutoCloseable {
    private static final int BYTES_PER_PIXEL = 4;

    /// TJPF_BGRX: a little-endian word is `0x??RRGGBB`.
    private static final int BGRX = 3;

    /// TJFLAG_NOREALLOC: the buffer is ours, and large enough.
    private static final int NO_REALLOC = 1024;

    private static final ValueLayout.OfInt PIXEL =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// How much of colours is kept, beside all of their brightness.
    public enum Colours {
        /// TJSAMP_444.
        ALL(0),
        /// TJSAMP_422.
        HALF(1),
        /// TJSAMP_420.
        QUARTER(2);

        private final int number;

        Colours(int number) {
            this.number = number;
        }
    }

    /// Opened when it is first asked for, once.
    private static final class Library {
        static final Optional<TurboJpeg> TURBO_JPEG = open();

        private static Optional<TurboJpeg> open() {
            try {
                return Optional.of(TurboJpeg.open());
            } catch (IllegalArgumentException | NoSuchElementException e) {
                return Optional.empty();
            }
        }
    }

    private final TurboJpeg library;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment handle;
    private final MemorySegment source;
    private final MemorySegment target;
    private final MemorySegment targetAt;
    private final MemorySegment size;
    private final int maxPixels;

    private JpegCompressor(TurboJpeg library, MemorySegment handle, int maxWidth, int maxHeight) {
        this.library = library;
        this.handle = handle;
        maxPixels = maxWidth * maxHeight;
        source = arena.allocate((long) maxPixels * BYTES_PER_PIXEL, BYTES_PER_PIXEL);
        target = arena.allocate(library.bufSize(maxWidth, maxHeight, Colours.ALL.number));
        targetAt = arena.allocateFrom(ValueLayout.ADDRESS, target);
        size = arena.allocate(ValueLayout.JAVA_LONG);
    }

    /// Whether the library is installed.
    public static boolean isAvailable() {
        return Library.TURBO_JPEG.isPresent();
    }

    /// Makes one, on the thread that uses it.
    ///
    /// @param maxWidth of a picture, as `maxHeight`
    /// @return nothing if the library is not installed, or has no memory
    public static Optional<JpegCompressor> open(int maxWidth, int maxHeight) {
        return Library.TURBO_JPEG.flatMap(library -> {
            MemorySegment handle = library.initCompress();
            return handle.equals(MemorySegment.NULL)
                    ? Optional.empty()
                    : Optional.of(new JpegCompressor(library, handle, maxWidth, maxHeight));
        });
    }

    /// Compresses a picture.
    ///
    /// @param pixels `0x??RRGGBB`, row by row
    /// @param quality from 1 to 100
    /// @return the JPEG, until the next is made; nothing if the library cannot make one
    public Optional<MemorySegment> compress(
            int[] pixels, int width, int height, int quality, Colours colours) {
        if (width < 1
                || height < 1
                || (long) width * height > maxPixels
                || quality < 1
                || quality > 100) {
            throw new IllegalArgumentException(
                    "%dx%d pixels at quality %d".formatted(width, height, quality));
        }
        long most = library.bufSize(width, height, colours.number);
        if (most < 0 || most > target.byteSize()) {
            return Optional.empty();
        }
        MemorySegment.copy(pixels, 0, source, PIXEL, 0, width * height);
        targetAt.set(ValueLayout.ADDRESS, 0, target);
        size.set(ValueLayout.JAVA_LONG, 0, target.byteSize());
        int result =
                library.compress2(
                        handle,
                        source,
                        width,
                        width * BYTES_PER_PIXEL,
                        height,
                        BGRX,
                        targetAt,
                        size,
                        colours.number,
                        quality,
                        NO_REALLOC);
        long made = size.get(ValueLayout.JAVA_LONG, 0);
        return result == 0 && made > 0 && made <= target.byteSize()
                ? Optional.of(target.asSlice(0, made))
                : Optional.empty();
    }

    @Override
    public void close() {
        int _ = library.destroy(handle);
        arena.close();
    }
}
