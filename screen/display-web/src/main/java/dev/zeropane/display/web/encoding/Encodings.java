// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.Rfb;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Everything that one client's pixels are encoded with: made when it is needed, as each zlib
/// stream takes 260 KiB. Belongs to one thread.
public final class Encodings implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final RawEncoding raw = new RawEncoding(scratch);
    private Optional<ZlibEncoding> zlib = Optional.empty();
    private Optional<TightEncoding> tight = Optional.empty();
    private Optional<ZrleEncoding> zrle = Optional.empty();

    /// The encoding to be used for a client: the first of its list that there is here.
    public static int choose(List<Integer> understood) {
        return understood.stream()
                .filter(encoding ->
                        switch (encoding) {
                            case Rfb.RAW, Rfb.ZLIB, Rfb.TIGHT, Rfb.ZRLE -> true;
                            default -> false;
                        })
                .findFirst()
                .orElse(Rfb.RAW);
    }

    /// Sends a tile as a rectangle.
    ///
    /// @param number of the encoding, as [#choose] says
    /// @param quality of JPEG pictures, if what the client sees need not be exact
    /// @return whether what it sees is
    public boolean send(int number, Optional<JpegQuality> quality, Tile tile, Output out)
            throws IOException {
        out.rectangle(tile.area().x(), tile.area().y(), tile.width(), tile.height(), number);
        return encoding(number).encode(tile, quality, out);
    }

    private Encoding encoding(int number) {
        return switch (number) {
            case Rfb.RAW -> raw;
            case Rfb.ZLIB -> {
                if (zlib.isEmpty()) {
                    zlib = Optional.of(new ZlibEncoding(scratch));
                }
                yield zlib.get();
            }
            case Rfb.TIGHT -> {
                if (tight.isEmpty()) {
                    tight = Optional.of(new TightEncoding(scratch));
                }
                yield tight.get();
            }
            case Rfb.ZRLE -> {
                if (zrle.isEmpty()) {
                    zrle = Optional.of(new ZrleEncoding(scratch));
                }
                yield zrle.get();
            }
            default -> throw new IllegalArgumentException("no encoding " + number);
        };
    }

    @Override
    public void close() {
        zlib.ifPresent(ZlibEncoding::close);
        tight.ifPresent(TightEncoding::close);
        zrle.ifPresent(ZrleEncoding::close);
    }
}
