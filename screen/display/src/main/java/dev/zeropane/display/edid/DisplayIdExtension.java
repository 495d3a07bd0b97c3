// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import dev.zeropane.display.Mode;

/// An EDID extension block with one preferred timing of any size (VESA DisplayID 1.3).
///
/// ```
///   0 tag 70h   1 version, bytes, product type, extensions
///   5 data blocks: tag, revision, bytes, then
///     tag 0: maker (3), product (2), serial (4), week, year, length of name
///     tag 1: size in 0.1 mm (2 + 2), size in pixels (2 + 2), features, gamma, aspect, depth
///     tag f: interface, then nothing we know
///     tag 3: clock (3), options, then pairs of bytes, each less 1:
///            width, blank, front porch, sync (across), height, blank, front porch, sync (down)
/// 126 checksum of the section, 127 of the block
/// ```
///
/// Only the timing matters here; the standard wants the other blocks of every display.
final class DisplayIdExtension {
    private static final int TAG = 0x70;
    private static final int VERSION = 0x13;
    private static final int SECTION = 1;
    private static final int SECTION_CHECKSUM = 126;
    private static final int SECTION_HEADER = 4;
    private static final int DATA_BLOCKS = SECTION + SECTION_HEADER;
    private static final int DATA_HEADER = 3;
    private static final int STANDALONE_DISPLAY = 3;
    private static final int PRODUCT_IDENTIFICATION = 0;
    private static final int PRODUCT_SIZE = 12;
    private static final int DISPLAY_PARAMETERS = 1;
    private static final int PARAMETERS_SIZE = 12;
    private static final int DISPLAY_INTERFACE = 0xf;
    private static final int INTERFACE_SIZE = 10;
    private static final int PROPRIETARY_INTERFACE = 0xb;
    private static final int TYPE_I_TIMING = 3;
    private static final int TIMING_SIZE = 20;
    private static final int PREFERRED = 0x80;
    private static final int ASPECT_UNDEFINED = 8;
    private static final int POSITIVE_SYNC = 0x8000;

    private DisplayIdExtension() {}

    /// The block, without its checksum in the last byte.
    static byte[] of(Timing timing, int serial) {
        byte[] block = new byte[Edid.BLOCK];
        block[0] = TAG;
        block[SECTION] = VERSION;
        block[SECTION + 1] = SECTION_CHECKSUM - DATA_BLOCKS;
        block[SECTION + 2] = STANDALONE_DISPLAY;
        int at = DATA_BLOCKS;
        at = putProduct(block, at, serial);
        at = putParameters(block, at, timing.mode());
        at = putInterface(block, at);
        putTiming(block, at, timing);
        Edid.putChecksum(block, SECTION, SECTION_CHECKSUM);
        return block;
    }

    /// Begins a data block; returns where its content goes.
    private static int begin(byte[] block, int at, int tag, int size) {
        block[at] = (byte) tag;
        block[at + 2] = (byte) size;
        return at + DATA_HEADER;
    }

    private static int putProduct(byte[] block, int start, int serial) {
        int at = begin(block, start, PRODUCT_IDENTIFICATION, PRODUCT_SIZE);
        for (int i = 0; i < Edid.MAKER.length(); i++) {
            block[at + i] = (byte) Edid.MAKER.charAt(i);
        }
        Edid.put(block, at + 3, Edid.PRODUCT, 2);
        Edid.put(block, at + 5, serial, 4);
        block[at + 10] = (byte) (Edid.YEAR - 2000);
        return at + PRODUCT_SIZE;
    }

    private static int putParameters(byte[] block, int start, Mode mode) {
        int at = begin(block, start, DISPLAY_PARAMETERS, PARAMETERS_SIZE);
        Edid.put(block, at, mode.width() * 254 / 100, 2);
        Edid.put(block, at + 2, mode.height() * 254 / 100, 2);
        Edid.put(block, at + 4, mode.width(), 2);
        Edid.put(block, at + 6, mode.height(), 2);
        block[at + 9] = Edid.GAMMA;
        // In hundredths, less 1; ends at 3.55.
        long aspect =
                100L
                        * Math.max(mode.width(), mode.height())
                        / Math.min(mode.width(), mode.height());
        block[at + 10] = (byte) Math.min(aspect - 100, 255);
        block[at + 11] = 0x77; // 8 bits of each colour, less 1, in both directions
        return at + PARAMETERS_SIZE;
    }

    private static int putInterface(byte[] block, int start) {
        int at = begin(block, start, DISPLAY_INTERFACE, INTERFACE_SIZE);
        block[at] = (byte) (PROPRIETARY_INTERFACE << 4 | 1);
        return at + INTERFACE_SIZE;
    }

    private static void putTiming(byte[] block, int start, Timing timing) {
        int at = begin(block, start, TYPE_I_TIMING, TIMING_SIZE);
        Edid.put(block, at, timing.clock() - 1, 3);
        block[at + 3] = (byte) (PREFERRED | ASPECT_UNDEFINED);
        int[] values = {
            timing.mode().width() - 1,
            Timing.HORIZONTAL_BLANK - 1,
            (Timing.HORIZONTAL_FRONT_PORCH - 1) | POSITIVE_SYNC,
            Timing.HORIZONTAL_SYNC - 1,
            timing.mode().height() - 1,
            timing.verticalBlank() - 1,
            Timing.VERTICAL_FRONT_PORCH - 1,
            timing.verticalSync() - 1,
        };
        for (int i = 0; i < values.length; i++) {
            Edid.put(block, at + 4 + 2 * i, values[i], 2);
        }
    }
}
