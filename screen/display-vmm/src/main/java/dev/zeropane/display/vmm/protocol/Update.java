// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of DMABUF_UPDATE; that of UPDATE, before its pixels ("VhostUserGpuUpdate").
public record Update(int scanout, int x, int y, int width, int height) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "update",
                    U32.withName("scanout_id"),
                    U32.withName("x"),
                    U32.withName("y"),
                    U32.withName("width"),
                    U32.withName("height"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long SCANOUT_ID = offset(LAYOUT, "scanout_id");
    private static final long X = offset(LAYOUT, "x");
    private static final long Y = offset(LAYOUT, "y");
    private static final long WIDTH = offset(LAYOUT, "width");
    private static final long HEIGHT = offset(LAYOUT, "height");

    public void write(MemorySegment to) {
        to.set(U32, SCANOUT_ID, scanout);
        to.set(U32, X, x);
        to.set(U32, Y, y);
        to.set(U32, WIDTH, width);
        to.set(U32, HEIGHT, height);
    }

    public static Update of(int scanout, Rect rect) {
        return new Update(scanout, rect.x(), rect.y(), rect.width(), rect.height());
    }
}
