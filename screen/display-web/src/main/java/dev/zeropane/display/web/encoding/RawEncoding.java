// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import java.io.IOException;
import java.util.Optional;

/// Pixels as they are.
final class RawEncoding implements Encoding {
    private final Scratch scratch;

    RawEncoding(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public boolean encode(Tile tile, Optional<JpegQuality> quality, Output out) throws IOException {
        out.bytes(scratch.plain, tile.layout().put(tile.pixels(), tile.count(), scratch.plain, 0));
        return true;
    }
}
