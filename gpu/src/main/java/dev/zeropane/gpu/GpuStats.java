// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import java.util.List;

/// What a device has done and holds.
///
/// @param unseenTransfers transfers into resources that no screen has shown, such as pointers
/// @param unseenBytesCopied bytes copied for those
/// @param hostMemoryUsed bytes of own memory the guest's resources take
/// @param mappingsUsed mappings that views of guest memory and the resources' own memory take
public record GpuStats(
        List<ScanoutStats> scanouts,
        long unseenTransfers,
        long unseenBytesCopied,
        int resources,
        long hostMemoryUsed,
        long hostMemoryLimit,
        int mappingsUsed,
        int mappingsLimit) {}
