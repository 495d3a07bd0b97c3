// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.LittleEndian.U8;
import static dev.zeropane.linux.struct.LittleEndian.le32;
import static dev.zeropane.linux.struct.LittleEndian.le64;
import static dev.zeropane.linux.struct.LittleEndian.u8;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_gpu_ctrl_hdr` (VIRTIO 1.3 §5.7.6.7), with which every request and every response
/// begins.
public record CtrlHeader(int type, int flags, long fenceId, int contextId, int ringIndex) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_gpu_ctrl_hdr",
                    LE32.withName("type"),
                    LE32.withName("flags"),
                    LE64.withName("fence_id"),
                    LE32.withName("ctx_id"),
                    U8.withName("ring_idx"),
                    MemoryLayout.sequenceLayout(3, U8).withName("padding"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long TYPE = offset(LAYOUT, "type");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long FENCE_ID = offset(LAYOUT, "fence_id");
    private static final long CTX_ID = offset(LAYOUT, "ctx_id");
    private static final long RING_IDX = offset(LAYOUT, "ring_idx");

    /// The header for the response to a request that could not be read.
    public static final CtrlHeader UNKNOWN = new CtrlHeader(0, 0, 0, 0, 0);

    /// The layout as the first field of another structure.
    static StructLayout field() {
        return LAYOUT.withName("hdr");
    }

    static CtrlHeader read(MemorySegment from) {
        return new CtrlHeader(
                le32(from, TYPE),
                le32(from, FLAGS),
                le64(from, FENCE_ID),
                le32(from, CTX_ID),
                u8(from, RING_IDX));
    }

    /// Writes all fields but the padding.
    void write(MemorySegment to) {
        to.set(LE32, TYPE, type);
        to.set(LE32, FLAGS, flags);
        to.set(LE64, FENCE_ID, fenceId);
        to.set(LE32, CTX_ID, contextId);
        to.set(U8, RING_IDX, (byte) ringIndex);
    }
}
