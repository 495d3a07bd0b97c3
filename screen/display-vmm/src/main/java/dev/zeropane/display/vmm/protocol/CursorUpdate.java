// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of CURSOR_UPDATE ("VhostUserGpuCursorUpdate"), but for the pixels at its end.
public record CursorUpdate(CursorPosition position, int hotX, int hotY) {
    /// Width and height of the cursor.
    public static final int SIDE = 64;

    static final StructLayout LAYOUT =
            Struct.of(
                    "cursor_update",
                    CursorPosition.LAYOUT.withName("pos"),
                    U32.withName("hot_x"),
                    U32.withName("hot_y"),
                    MemoryLayout.sequenceLayout(SIDE * SIDE, U32).withName("data"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long POS = offset(LAYOUT, "pos");
    private static final long HOT_X = offset(LAYOUT, "hot_x");
    private static final long HOT_Y = offset(LAYOUT, "hot_y");

    /// Offset of the pixels.
    public static final long DATA = offset(LAYOUT, "data");

    public void write(MemorySegment to) {
        position.write(to.asSlice(POS));
        to.set(U32, HOT_X, hotX);
        to.set(U32, HOT_Y, hotY);
    }
}
