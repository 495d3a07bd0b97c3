// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

/// Memory in which a tile is encoded, for one tile at a time of one client.
final class Scratch {
    /// What a tile takes before it is compressed: at most 4 bytes for a pixel, and what the ZRLE
    /// encoding adds for each part of it.
    private static final int PLAIN = Tile.MAX_PIXELS * Integer.BYTES + 1024;

    final byte[] plain = new byte[PLAIN];
    final byte[] packed = new byte[DeflateStream.bound(PLAIN)];
}
