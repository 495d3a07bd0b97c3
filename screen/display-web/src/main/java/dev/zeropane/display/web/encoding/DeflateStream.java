// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import java.util.zip.Deflater;

/// One of the zlib streams that an encoding keeps for a client, from its first rectangle to its
/// last. What is to be left out must be left out before it comes here.
final class DeflateStream implements AutoCloseable {
    /// Higher levels take three to four times as long, for a tenth less.
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    /// The room that is needed for so many bytes, if they cannot be compressed at all.
    static int bound(int bytes) {
        return bytes + bytes / 512 + 64;
    }

    /// Compresses the next part of the stream, to its last bit.
    ///
    /// @param target with the room for it
    /// @return how many bytes it became
    int deflate(byte[] source, int length, byte[] target) {
        deflater.setInput(source, 0, length);
        int made = 0;
        while (true) {
            int room = target.length - made;
            int part = deflater.deflate(target, made, room, Deflater.SYNC_FLUSH);
            made += part;
            if (part < room) {
                return made;
            }
            if (made == target.length) {
                throw new IllegalStateException("no room for " + length + " bytes, compressed");
            }
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
