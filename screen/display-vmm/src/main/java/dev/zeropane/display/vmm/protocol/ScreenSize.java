// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of SCANOUT ("VhostUserGpuScanout").
///
/// @param width 0 for a screen that is off
public record ScreenSize(int scanout, int width, int height) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "scanout",
                    U32.withName("scanout_id"),
                    U32.withName("width"),
                    U32.withName("height"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long SCANOUT_ID = offset(LAYOUT, "scanout_id");
    private static final long WIDTH = offset(LAYOUT, "width");
    private static final long HEIGHT = offset(LAYOUT, "height");

    public void write(MemorySegment to) {
        to.set(U32, SCANOUT_ID, scanout);
        to.set(U32, WIDTH, width);
        to.set(U32, HEIGHT, height);
    }
}
