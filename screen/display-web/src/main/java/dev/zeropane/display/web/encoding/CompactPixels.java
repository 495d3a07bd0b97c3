// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.PixelLayout;

/// Pixels of the ZRLE encoding: as the client has them, but without the byte in which none of them
/// says anything, if there is one (RFC 6143, 7.7.5).
record CompactPixels(PixelLayout layout, int bytes, int shift) {
    private static final int SHORT = 3;

    static CompactPixels of(PixelLayout layout) {
        boolean low = layout.mask() >>> 24 == 0;
        boolean high = (layout.mask() & 0xff) == 0;
        if (layout.bits() != 32 || layout.depth() > 24 || (!low && !high)) {
            return new CompactPixels(layout, layout.bytes(), 0);
        }
        // Where either byte can go, clients expect the last one to.
        boolean dropsHighest = layout.bigEndian() ? !high : low;
        return new CompactPixels(layout, SHORT, dropsHighest ? 0 : Byte.SIZE);
    }

    /// @return the place after it
    int put(int word, byte[] target, int at) {
        if (bytes != SHORT) {
            return layout.put(word, target, at);
        }
        int value = word >>> shift;
        target[at] = (byte) (layout.bigEndian() ? value >>> 16 : value);
        target[at + 1] = (byte) (value >>> 8);
        target[at + 2] = (byte) (layout.bigEndian() ? value : value >>> 16);
        return at + SHORT;
    }
}
