// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.CursorPicture;

/// An ordinary arrow, for compositors without `wp_cursor_shape_manager_v1`.
final class ArrowCursor {
    /// `#` is black, `o` white.
    private static final String[] ROWS = {
        "o",
        "oo",
        "o#o",
        "o##o",
        "o###o",
        "o####o",
        "o#####o",
        "o######o",
        "o#######o",
        "o########o",
        "o#########o",
        "o######ooooo",
        "o###o##o",
        "o##o o##o",
        "o#o  o##o",
        "oo    o##o",
        "      o##o",
        "       oo"
    };

    private static final int SIDE = 64;

    static final CursorPicture CURSOR = CursorPicture.of(SIDE, SIDE, pixels(), 0, 0);

    private ArrowCursor() {}

    private static int[] pixels() {
        int[] argb = new int[SIDE * SIDE];
        for (int y = 0; y < ROWS.length; y++) {
            for (int x = 0; x < ROWS[y].length(); x++) {
                argb[y * SIDE + x] =
                        switch (ROWS[y].charAt(x)) {
                            case '#' -> 0xFF000000;
                            case 'o' -> 0xFFFFFFFF;
                            default -> 0;
                        };
            }
        }
        return argb;
    }
}
