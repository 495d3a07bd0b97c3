// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import java.io.IOException;
import java.util.Optional;

/// Pixels as they are, compressed.
final class ZlibEncoding implements Encoding, AutoCloseable {
    private final Scratch scratch;
    private final DeflateStream stream = new DeflateStream();

    ZlibEncoding(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public boolean encode(Tile tile, Optional<JpegQuality> quality, Output out) throws IOException {
        int plain = tile.layout().put(tile.pixels(), tile.count(), scratch.plain, 0);
        int packed = stream.deflate(scratch.plain, plain, scratch.packed);
        out.u32(packed);
        out.bytes(scratch.packed, packed);
        return true;
    }

    @Override
    public void close() {
        stream.close();
    }
}
