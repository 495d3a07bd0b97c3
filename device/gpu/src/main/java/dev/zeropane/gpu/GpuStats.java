// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.ScreenStats;
import java.util.List;

/// What a device has done and holds.
///
/// A display that was there from the start has been given `flips + refreshes + flushes` updates of
/// a screen: that is what it has shown and dropped, one that it may be delivering, and one that may
/// wait.
///
/// @param scanouts what was done for each screen; one that several screens show counts for the
///   first
/// @param unseenTransfers transfers into resources that no screen has shown, such as pointers
/// @param unseenBytesCopied bytes copied for those
/// @param hostMemoryUsed bytes of own memory the guest's resources take
/// @param mappingsUsed mappings that views of guest memory and the resources' own memory take
public record GpuStats(
        List<ScreenStats> scanouts,
        long unseenTransfers,
        long unseenBytesCopied,
        int resources,
        long hostMemoryUsed,
        long hostMemoryLimit,
        long mappingsUsed,
        long mappingsLimit) {}
