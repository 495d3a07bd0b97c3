// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.ScreenStats;
import java.util.List;

/// A device's counters.
///
/// A display attached from the start has received `flips + refreshes + flushes` updates of a
/// screen: the sum of those it has shown and dropped, one that it may be delivering, and one that
/// may be waiting.
///
/// @param scanouts the counters of each screen; a resource on several screens counts for the first
///   one
/// @param unseenTransfers transfers into resources that were on no screen, such as pointers
/// @param unseenBytesCopied bytes copied for those resources
/// @param hostMemoryUsed bytes of the device's own memory for resources
/// @param mappingsUsed mappings for views of guest memory and for the device's own memory
public record GpuStats(
        List<ScreenStats> scanouts,
        long unseenTransfers,
        long unseenBytesCopied,
        int resources,
        long hostMemoryUsed,
        long hostMemoryLimit,
        long mappingsUsed,
        long mappingsLimit) {}
