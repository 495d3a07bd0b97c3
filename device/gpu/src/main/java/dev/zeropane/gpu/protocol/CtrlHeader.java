// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

/// `struct virtio_gpu_ctrl_hdr` (VIRTIO 1.3 §5.7.6.7).
///
/// ```
/// 0 le32 type   4 le32 flags   8 le64 fence_id   16 le32 ctx_id   20 u8 ring_idx   21 u8 padding[3]
/// ```
public record CtrlHeader(int type, int flags, long fenceId, int contextId, int ringIndex) {
    public static final long SIZE = 24;

    /// For the answer to a request that could not be read.
    public static final CtrlHeader UNKNOWN = new CtrlHeader(0, 0, 0, 0, 0);
}
