// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.display.Mode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a VMM answers to GET_DISPLAY_INFO: `struct virtio_gpu_resp_display_info` (VIRTIO 1.3
/// §5.7.6.8), as the guest would get it.
///
/// ```
/// 24 bytes of header, then 16 times: 0 le32 x   4 y   8 width   12 height   16 enabled   20 flags
/// ```
final class DisplayInfo {
    static final long SIZE = 408;

    private static final long FIRST = 24;
    private static final long ENTRY = 24;
    private static final int SCREENS = 16;

    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private DisplayInfo() {}

    /// The size of each screen, or nothing for one that is off. Sizes no guest can have are made
    /// ones it can.
    static List<Optional<Mode>> read(MemorySegment info) {
        List<Optional<Mode>> modes = new ArrayList<>();
        for (int i = 0; i < SCREENS; i++) {
            long at = FIRST + i * ENTRY;
            boolean enabled = info.get(LE32, at + 16) != 0;
            modes.add(
                    enabled
                            ? Optional.of(
                                    new Mode(side(info, at + 8), side(info, at + 12))
                                            .withImportablePitch())
                            : Optional.empty());
        }
        return modes;
    }

    private static int side(MemorySegment info, long at) {
        return Math.clamp(Integer.toUnsignedLong(info.get(LE32, at)), 1, Mode.MAX);
    }
}
