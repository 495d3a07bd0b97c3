// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import java.util.zip.Deflater;

/// One of the zlib streams that an encoding keeps for a client, from its first rectangle to its
/// last. What is to be left out must be left out before it comes here.
///
/// Noise, such as video is to zlib, takes it ten times as long as anything else and becomes no
/// smaller. So where the stream has not shrunk lately, only the beginning of each piece is
/// compressed, and the rest goes as it is if that was in vain.
final class DeflateStream implements AutoCloseable {
    /// Higher levels take three to four times as long, for a tenth less.
    private static final int COMPRESSED = Deflater.BEST_SPEED;

    private static final int AS_IT_IS = Deflater.NO_COMPRESSION;

    private static final int PIECE = 32 << 10;
    private static final int TRIED = 2 << 10;

    /// What has shrunk by less than this part of it has not shrunk.
    private static final int NOTHING = 32;

    private static final byte[] NO_BYTES = {};

    private final Deflater deflater = new Deflater(COMPRESSED);
    private int level = COMPRESSED;

    /// Whether what came last did not shrink.
    private boolean noise;

    private byte[] target = NO_BYTES;
    private int made;

    /// The room that is needed for so many bytes, if they cannot be compressed at all.
    static int bound(int bytes) {
        return bytes + bytes / 256 + 64;
    }

    /// Compresses the next part of the stream, to its last bit.
    ///
    /// @param into with the room for it
    /// @return how many bytes it became
    int deflate(byte[] source, int length, byte[] into) {
        target = into;
        made = 0;
        int at = 0;
        while (noise && at < length) {
            at = tried(source, at, length);
        }
        if (at < length) {
            level(COMPRESSED);
            put(source, at, length - at);
            noise = length >= PIECE && isAsLarge(made, length);
        }
        return made;
    }

    private static boolean isAsLarge(int made, int length) {
        return made > length - length / NOTHING;
    }

    /// @return how far it came
    private int tried(byte[] source, int start, int length) {
        level(COMPRESSED);
        int before = made;
        int tried = Math.min(TRIED, length - start);
        put(source, start, tried);
        int at = start + tried;
        noise = isAsLarge(made - before, tried);
        if (noise && at < length) {
            level(AS_IT_IS);
            int rest = Math.min(PIECE - TRIED, length - at);
            put(source, at, rest);
            at += rest;
        }
        return at;
    }

    /// The JDK takes a new level with the next input, which zlib then compresses by the old one: so
    /// that is no input.
    private void level(int wanted) {
        if (wanted != level) {
            level = wanted;
            deflater.setLevel(wanted);
            put(NO_BYTES, 0, 0);
        }
    }

    private void put(byte[] source, int start, int length) {
        deflater.setInput(source, start, length);
        while (true) {
            int room = target.length - made;
            int part = deflater.deflate(target, made, room, Deflater.SYNC_FLUSH);
            made += part;
            if (part < room && deflater.needsInput()) {
                return;
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
