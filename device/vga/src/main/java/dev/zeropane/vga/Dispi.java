// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Mode;
import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/// The registers of the Bochs display interface, 16 bits each, as in QEMU's bochs-display: they
/// keep any value, and [#picture] checks the values.
///
/// ```
///  0 ID          4 YRES   8 ENABLE   c VIRT_WIDTH   10 X_OFFSET   14 VIDEO_MEMORY_64K
///  2 XRES        6 BPP    a BANK     e VIRT_HEIGHT  12 Y_OFFSET
/// ```
///
/// ID and VIDEO_MEMORY_64K cannot be written. BANK and VIRT_HEIGHT have no effect: memory is not
/// banked, and its size limits the height. Memory is never cleared, with or without
/// VBE_DISPI_NOCLEARMEM.
final class Dispi {
    static final int SIZE = 22;

    private static final int VBE_DISPI_ID5 = 0xb0c5;
    private static final int VBE_DISPI_ENABLED = 0x01;

    /// Makes reads of XRES, YRES and BPP return the largest possible values.
    private static final int VBE_DISPI_GETCAPS = 0x02;

    private static final int VBE_DISPI_INDEX_ID = 0;
    private static final int VBE_DISPI_INDEX_XRES = 1;
    private static final int VBE_DISPI_INDEX_YRES = 2;
    private static final int VBE_DISPI_INDEX_BPP = 3;
    private static final int VBE_DISPI_INDEX_ENABLE = 4;
    private static final int VBE_DISPI_INDEX_VIRT_WIDTH = 6;
    private static final int VBE_DISPI_INDEX_X_OFFSET = 8;
    private static final int VBE_DISPI_INDEX_Y_OFFSET = 9;
    private static final int VBE_DISPI_INDEX_VIDEO_MEMORY_64K = 10;

    private static final int MAX_BPP = 32;
    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment registers = MemorySegment.ofArray(new byte[SIZE]);
    private final long videoMemory;

    /// @param videoMemory bytes
    Dispi(long videoMemory) {
        this.videoMemory = videoMemory;
    }

    void reset() {
        registers.fill((byte) 0);
    }

    /// The bytes of the registers that a guest writes.
    MemorySegment writable() {
        return registers;
    }

    /// The bytes that a guest reads.
    MemorySegment readable() {
        MemorySegment image = MemorySegment.ofArray(new byte[SIZE]).copyFrom(registers);
        put(image, VBE_DISPI_INDEX_ID, VBE_DISPI_ID5);
        put(image, VBE_DISPI_INDEX_VIDEO_MEMORY_64K, Math.toIntExact(videoMemory >> 16));
        if ((get(VBE_DISPI_INDEX_ENABLE) & VBE_DISPI_GETCAPS) != 0) {
            put(image, VBE_DISPI_INDEX_XRES, Mode.MAX);
            put(image, VBE_DISPI_INDEX_YRES, Mode.MAX);
            put(image, VBE_DISPI_INDEX_BPP, MAX_BPP);
        }
        return image;
    }

    /// The picture the registers describe; empty if it is disabled, invalid or not within memory.
    Optional<Picture> picture(boolean bigEndian) {
        if ((get(VBE_DISPI_INDEX_ENABLE) & VBE_DISPI_ENABLED) == 0) {
            return Optional.empty();
        }
        return Depth.format(get(VBE_DISPI_INDEX_BPP), bigEndian).flatMap(this::picture);
    }

    private Optional<Picture> picture(PixelFormat format) {
        int width = get(VBE_DISPI_INDEX_XRES);
        int height = get(VBE_DISPI_INDEX_YRES);
        // Of 16 bits each: a stride fits an int, and all sums fit a long.
        int stride = Math.max(get(VBE_DISPI_INDEX_VIRT_WIDTH), width) * format.bytesPerPixel();
        long offset =
                (long) get(VBE_DISPI_INDEX_Y_OFFSET) * stride
                        + (long) get(VBE_DISPI_INDEX_X_OFFSET) * format.bytesPerPixel();
        if (width == 0 || width > Mode.MAX || height == 0 || height > Mode.MAX) {
            return Optional.empty();
        }
        Picture picture = new Picture(width, height, format, stride, offset);
        return offset + picture.size() <= videoMemory ? Optional.of(picture) : Optional.empty();
    }

    private int get(int index) {
        return Short.toUnsignedInt(registers.get(LE16, 2L * index));
    }

    private static void put(MemorySegment image, int index, int value) {
        image.set(LE16, 2L * index, (short) value);
    }
}
