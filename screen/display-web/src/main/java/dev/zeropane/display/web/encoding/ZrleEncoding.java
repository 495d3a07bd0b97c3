// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.PixelLayout;
import java.io.IOException;
import java.util.Optional;

/// ZRLE (RFC 6143, 7.7.6): parts of 64x64, each by whichever of palette, runs and plain pixels is
/// the shortest, and all of them compressed.
final class ZrleEncoding implements Encoding, AutoCloseable {
    private static final int SIDE = 64;
    private static final int SOLID = 1;
    private static final int MAX_PACKED = 16;
    private static final int MAX_COLOURS = 127;
    private static final int RUNS = 128;
    private static final int LONG_RUN = 255;

    private final Scratch scratch;
    private final DeflateStream stream = new DeflateStream();
    private final int[] part = new int[SIDE * SIDE];
    private final Palette palette = new Palette();

    private CompactPixels compact = CompactPixels.of(PixelLayout.NATIVE);
    private int at;

    /// Of the part: how many bytes its runs take beside their colours.
    private int runs;

    private int runBytes;
    private int singleRuns;

    ZrleEncoding(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public boolean encode(Tile tile, Optional<JpegQuality> quality, Output out) throws IOException {
        if (!compact.layout().equals(tile.layout())) {
            compact = CompactPixels.of(tile.layout());
        }
        at = 0;
        for (int y = 0; y < tile.height(); y += SIDE) {
            for (int x = 0; x < tile.width(); x += SIDE) {
                part(tile, x, y);
            }
        }
        int packed = stream.deflate(scratch.plain, at, scratch.packed);
        out.u32(packed);
        out.bytes(scratch.packed, packed);
        return true;
    }

    private void part(Tile tile, int x, int y) {
        int width = Math.min(SIDE, tile.width() - x);
        int height = Math.min(SIDE, tile.height() - y);
        for (int row = 0; row < height; row++) {
            System.arraycopy(tile.pixels(), (y + row) * tile.width() + x, part, row * width, width);
        }
        int count = width * height;
        boolean few = examine(count);
        if (few && palette.size() == 1) {
            u8(SOLID);
            pixel(part[0]);
            return;
        }
        int pixel = compact.bytes();
        int plain = count * pixel;
        int asRuns = runs * pixel + runBytes;
        int asPaletteRuns =
                few ? palette.size() * pixel + runs + runBytes - singleRuns : Integer.MAX_VALUE;
        int asPacked =
                few && palette.size() <= MAX_PACKED
                        ? palette.size() * pixel + height * rowBytes(width)
                        : Integer.MAX_VALUE;
        int best = Math.min(Math.min(plain, asRuns), Math.min(asPaletteRuns, asPacked));
        if (best == asPacked) {
            packed(width, height);
        } else if (best == asPaletteRuns) {
            paletteRuns(count);
        } else if (best == asRuns) {
            runs(count);
        } else {
            u8(0);
            for (int i = 0; i < count; i++) {
                pixel(part[i]);
            }
        }
    }

    /// Counts colours and runs.
    ///
    /// @return whether there are so few colours that they can be numbered
    private boolean examine(int count) {
        palette.clear(MAX_COLOURS);
        runs = 0;
        runBytes = 0;
        singleRuns = 0;
        boolean few = true;
        int i = 0;
        while (i < count) {
            int end = runEnd(i, count);
            few = few && palette.add(part[i]);
            runs++;
            runBytes += 1 + (end - i - 1) / LONG_RUN;
            singleRuns += end - i == 1 ? 1 : 0;
            i = end;
        }
        return few;
    }

    private int runEnd(int start, int count) {
        int end = start + 1;
        while (end < count && part[end] == part[start]) {
            end++;
        }
        return end;
    }

    private int bitsOfIndex() {
        return palette.size() <= 2 ? 1 : palette.size() <= 4 ? 2 : 4;
    }

    private int rowBytes(int width) {
        return Math.ceilDiv(width * bitsOfIndex(), Byte.SIZE);
    }

    private void packed(int width, int height) {
        u8(palette.size());
        colours();
        int bits = bitsOfIndex();
        for (int y = 0; y < height; y++) {
            int collected = 0;
            int free = Byte.SIZE;
            for (int x = 0; x < width; x++) {
                free -= bits;
                collected |= palette.index(part[y * width + x]) << free;
                if (free == 0) {
                    u8(collected);
                    collected = 0;
                    free = Byte.SIZE;
                }
            }
            if (free < Byte.SIZE) {
                u8(collected);
            }
        }
    }

    private void paletteRuns(int count) {
        u8(RUNS + palette.size());
        colours();
        int i = 0;
        while (i < count) {
            int end = runEnd(i, count);
            int index = palette.index(part[i]);
            if (end - i == 1) {
                u8(index);
            } else {
                u8(RUNS | index);
                length(end - i);
            }
            i = end;
        }
    }

    private void runs(int count) {
        u8(RUNS);
        int i = 0;
        while (i < count) {
            int end = runEnd(i, count);
            pixel(part[i]);
            length(end - i);
            i = end;
        }
    }

    private void colours() {
        for (int i = 0; i < palette.size(); i++) {
            pixel(palette.colour(i));
        }
    }

    private void length(int run) {
        int left = run - 1;
        while (left >= LONG_RUN) {
            u8(LONG_RUN);
            left -= LONG_RUN;
        }
        u8(left);
    }

    private void pixel(int word) {
        at = compact.put(word, scratch.plain, at);
    }

    private void u8(int value) {
        scratch.plain[at] = (byte) value;
        at++;
    }

    @Override
    public void close() {
        stream.close();
    }
}
