// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.U8;
import static dev.zeropane.linux.struct.LittleEndian.le32;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.display.Mode;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A VMM's answer to GET_DISPLAY_INFO: `struct virtio_gpu_resp_display_info` (VIRTIO 1.3 §5.7.6.8),
/// as a guest gets it.
public final class DisplayInfo {
    private static final int SCREENS = 16;

    static final StructLayout RECT =
            Struct.of(
                    "virtio_gpu_rect",
                    LE32.withName("x"),
                    LE32.withName("y"),
                    LE32.withName("width"),
                    LE32.withName("height"));

    static final StructLayout ONE =
            Struct.of(
                    "virtio_gpu_display_one",
                    RECT.withName("r"),
                    LE32.withName("enabled"),
                    LE32.withName("flags"));

    /// Size of `struct virtio_gpu_ctrl_hdr`, which is not read.
    private static final long HEADER = 24;

    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_gpu_resp_display_info",
                    MemoryLayout.sequenceLayout(HEADER, U8).withName("hdr"),
                    MemoryLayout.sequenceLayout(SCREENS, ONE).withName("pmodes"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long PMODES = offset(LAYOUT, "pmodes");
    private static final long WIDTH = offset(ONE, "r", "width");
    private static final long HEIGHT = offset(ONE, "r", "height");
    private static final long ENABLED = offset(ONE, "enabled");

    private DisplayInfo() {}

    /// The size of each screen, or nothing for a screen that is off. Sizes are limited to those
    /// that a guest can have.
    public static List<Optional<Mode>> read(MemorySegment info) {
        List<Optional<Mode>> modes = new ArrayList<>();
        for (int i = 0; i < SCREENS; i++) {
            long at = PMODES + i * ONE.byteSize();
            boolean enabled = le32(info, at + ENABLED) != 0;
            modes.add(
                    enabled
                            ? Optional.of(
                                    new Mode(side(info, at + WIDTH), side(info, at + HEIGHT))
                                            .withImportablePitch())
                            : Optional.empty());
        }
        return modes;
    }

    private static int side(MemorySegment info, long at) {
        return Math.clamp(unsigned(info, at), 1, Mode.MAX);
    }
}
