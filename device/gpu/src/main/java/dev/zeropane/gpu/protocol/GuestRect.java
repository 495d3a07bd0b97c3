// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_gpu_rect` as a guest sent it: each field any 32-bit unsigned number.
public record GuestRect(long x, long y, long width, long height) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_gpu_rect",
                    LE32.withName("x"),
                    LE32.withName("y"),
                    LE32.withName("width"),
                    LE32.withName("height"));

    static final long X = offset(LAYOUT, "x");
    static final long Y = offset(LAYOUT, "y");
    static final long WIDTH = offset(LAYOUT, "width");
    static final long HEIGHT = offset(LAYOUT, "height");

    static GuestRect read(MemorySegment from, long at) {
        return new GuestRect(
                unsigned(from, at + X),
                unsigned(from, at + Y),
                unsigned(from, at + WIDTH),
                unsigned(from, at + HEIGHT));
    }

    /// Whether the rectangle lies within `width` by `height` pixels. An empty one may lie on the
    /// right or lower edge.
    public boolean isWithin(int width, int height) {
        return x + this.width <= width && y + this.height <= height;
    }

    /// Whether it has no pixels.
    public boolean isEmpty() {
        return width == 0 || height == 0;
    }

    /// The rectangle with `int` fields; only after [#isWithin] was true.
    public Rect toRect() {
        return new Rect(
                Math.toIntExact(x),
                Math.toIntExact(y),
                Math.toIntExact(width),
                Math.toIntExact(height));
    }
}
