// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of CURSOR_POS and CURSOR_POS_HIDE ("VhostUserGpuCursorPos").
public record CursorPosition(int scanout, int x, int y) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "cursor_pos", U32.withName("scanout_id"), U32.withName("x"), U32.withName("y"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long SCANOUT_ID = offset(LAYOUT, "scanout_id");
    private static final long X = offset(LAYOUT, "x");
    private static final long Y = offset(LAYOUT, "y");

    public void write(MemorySegment to) {
        to.set(U32, SCANOUT_ID, scanout);
        to.set(U32, X, x);
        to.set(U32, Y, y);
    }
}
