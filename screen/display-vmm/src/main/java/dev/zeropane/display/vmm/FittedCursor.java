// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Rect;
import dev.zeropane.display.vmm.protocol.CursorUpdate;

/// A guest's cursor in the only size that the protocol supports.
///
/// Guests with dense screens set larger cursors, mostly with a transparent border. The visible part
/// is shown pixel for pixel if it fits. Otherwise it is scaled down by a whole number: a small but
/// whole pointer is recognisable, a corner of one may not be.
final class FittedCursor {
    /// Width and height.
    static final int SIDE = CursorUpdate.SIDE;

    private FittedCursor() {}

    static CursorPicture of(CursorPicture cursor) {
        if (cursor.width() == SIDE && cursor.height() == SIDE) {
            return cursor;
        }
        int[] argb = cursor.argb();
        Rect part =
                cursor.width() <= SIDE && cursor.height() <= SIDE
                        ? new Rect(0, 0, cursor.width(), cursor.height())
                        : drawn(cursor, argb);
        int factor = (Math.max(part.width(), part.height()) + SIDE - 1) / SIDE;
        int[] fitted = new int[SIDE * SIDE];
        for (int y = 0; y * factor < part.height(); y++) {
            for (int x = 0; x * factor < part.width(); x++) {
                Rect square =
                        new Rect(part.x() + x * factor, part.y() + y * factor, factor, factor);
                fitted[y * SIDE + x] = mean(argb, cursor.width(), square.intersect(part), factor);
            }
        }
        return CursorPicture.of(
                SIDE,
                SIDE,
                fitted,
                (cursor.hotX() - part.x()) / factor,
                (cursor.hotY() - part.y()) / factor);
    }

    /// The visible part, including the hot spot.
    private static Rect drawn(CursorPicture cursor, int[] argb) {
        Rect drawn = new Rect(cursor.hotX(), cursor.hotY(), 1, 1);
        for (int i = 0; i < argb.length; i++) {
            if (argb[i] != 0) {
                drawn = drawn.union(new Rect(i % cursor.width(), i / cursor.width(), 1, 1));
            }
        }
        return drawn;
    }

    /// The mean of a square, which is transparent outside of `inside`. As alpha is premultiplied,
    /// each channel has its own mean.
    private static int mean(int[] argb, int width, Rect inside, int factor) {
        int mean = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int sum = 0;
            for (int y = inside.y(); y < inside.bottom(); y++) {
                for (int x = inside.x(); x < inside.right(); x++) {
                    sum += (argb[y * width + x] >>> shift) & 0xff;
                }
            }
            mean |= (sum / (factor * factor)) << shift;
        }
        return mean;
    }
}
