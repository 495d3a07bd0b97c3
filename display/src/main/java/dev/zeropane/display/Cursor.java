package dev.zeropane.display;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The pointer's picture: a copy, as the guest may draw the next one at once.
///
/// Not a record, because a record would share its array with whoever asks.
public final class Cursor {
    /// Width and height: the only size virtio-gpu has.
    public static final int SIZE = 64;

    /// No pointer.
    public static final Cursor HIDDEN = new Cursor(new int[SIZE * SIZE], 0, 0, true);

    private final int[] argb;
    private final int hotX;
    private final int hotY;
    private final boolean hidden;

    private Cursor(int[] argb, int hotX, int hotY, boolean hidden) {
        this.argb = argb;
        this.hotX = hotX;
        this.hotY = hotY;
        this.hidden = hidden;
    }

    /// @param argb 0xAARRGGBB with alpha already multiplied in, [#SIZE] rows of [#SIZE]; copied
    /// @param hotX column of the pixel that points; moved into the picture if a guest sets it
    ///   outside
    /// @param hotY its row, likewise
    /// @throws IllegalArgumentException if `argb` is of another size
    public static Cursor of(int[] argb, int hotX, int hotY) {
        if (argb.length != SIZE * SIZE) {
            throw new IllegalArgumentException(
                    "no cursor: " + argb.length + " pixels (expected " + SIZE * SIZE + ")");
        }
        return new Cursor(
                argb.clone(), Math.clamp(hotX, 0, SIZE - 1), Math.clamp(hotY, 0, SIZE - 1), false);
    }

    /// A copy of the pixels, 0xAARRGGBB row by row.
    public int[] argb() {
        return argb.clone();
    }

    /// Copies the pixels to native memory, in the host's byte order.
    public void copyTo(MemorySegment target) {
        MemorySegment.copy(argb, 0, target, ValueLayout.JAVA_INT_UNALIGNED, 0, argb.length);
    }

    public int hotX() {
        return hotX;
    }

    public int hotY() {
        return hotY;
    }

    public boolean hidden() {
        return hidden;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor that
                && hotX == that.hotX
                && hotY == that.hotY
                && hidden == that.hidden
                && Arrays.equals(argb, that.argb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * Arrays.hashCode(argb) + hotX) + hotY) + Boolean.hashCode(hidden);
    }
}
