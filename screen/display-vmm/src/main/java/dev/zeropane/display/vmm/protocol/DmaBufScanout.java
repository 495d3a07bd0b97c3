// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.display.Frame;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of DMABUF_SCANOUT and DMABUF_SCANOUT2 ("VhostUserGpuDMABUFScanout"): a dma-buf
/// becomes the screen, from its top left. Without size and descriptor, the VMM releases the dma-buf
/// that it shows.
///
/// @param fdWidth pixels from one row of the dma-buf to the next
/// @param fdStride the same in bytes
public record DmaBufScanout(
        int scanout, int width, int height, int fdWidth, int fdHeight, int fdStride, int fourcc) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "dmabuf_scanout",
                    U32.withName("scanout_id"),
                    U32.withName("x"),
                    U32.withName("y"),
                    U32.withName("width"),
                    U32.withName("height"),
                    U32.withName("fd_width"),
                    U32.withName("fd_height"),
                    U32.withName("fd_stride"),
                    U32.withName("fd_flags"),
                    U32.withName("fd_drm_fourcc"));

    static final StructLayout WITH_MODIFIER =
            Struct.of(
                    "dmabuf_scanout2", LAYOUT.withName("dmabuf_scanout"), U64.withName("modifier"));

    /// `DRM_FORMAT_MOD_LINEAR`.
    private static final long LINEAR = 0;

    private static final long SCANOUT_ID = offset(LAYOUT, "scanout_id");
    private static final long WIDTH = offset(LAYOUT, "width");
    private static final long HEIGHT = offset(LAYOUT, "height");
    private static final long FD_WIDTH = offset(LAYOUT, "fd_width");
    private static final long FD_HEIGHT = offset(LAYOUT, "fd_height");
    private static final long FD_STRIDE = offset(LAYOUT, "fd_stride");
    private static final long FD_DRM_FOURCC = offset(LAYOUT, "fd_drm_fourcc");
    private static final long MODIFIER = offset(WITH_MODIFIER, "modifier");

    public static DmaBufScanout of(int scanout, Frame frame) {
        return new DmaBufScanout(
                scanout,
                frame.width(),
                frame.height(),
                frame.stride() / frame.format().bytesPerPixel(),
                frame.height(),
                frame.stride(),
                frame.format().fourcc());
    }

    public static DmaBufScanout none(int scanout) {
        return new DmaBufScanout(scanout, 0, 0, 0, 0, 0, 0);
    }

    /// @param modifier whether it is a DMABUF_SCANOUT2
    public static long size(boolean modifier) {
        return modifier ? WITH_MODIFIER.byteSize() : LAYOUT.byteSize();
    }

    public void write(MemorySegment to, boolean modifier) {
        to.asSlice(0, size(modifier)).fill((byte) 0);
        to.set(U32, SCANOUT_ID, scanout);
        to.set(U32, WIDTH, width);
        to.set(U32, HEIGHT, height);
        to.set(U32, FD_WIDTH, fdWidth);
        to.set(U32, FD_HEIGHT, fdHeight);
        to.set(U32, FD_STRIDE, fdStride);
        to.set(U32, FD_DRM_FOURCC, fourcc);
        if (modifier) {
            to.set(U64, MODIFIER, LINEAR);
        }
    }
}
