// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.linux.jpeg.JpegCompressor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tight: one colour, two, up to 256, or all of the pixels, the last three in zlib streams of their
/// own; and where a client does not need it exact, a JPEG picture instead of the last.
final class TightEncoding implements Encoding, AutoCloseable {
    private static final int FILL = 0x80;
    private static final int JPEG = 0x90;
    private static final int EXPLICIT_FILTER = 0x40;
    private static final int STREAM_SHIFT = 4;
    private static final int PALETTE_FILTER = 1;

    private static final int FULL_STREAM = 0;
    private static final int TWO_COLOURS_STREAM = 1;
    private static final int PALETTE_STREAM = 2;
    private static final int STREAMS = 3;

    /// What is shorter is not compressed.
    private static final int MIN_COMPRESSED = 12;

    /// A palette is worth it only if its colours come again.
    private static final int PIXELS_FOR_A_COLOUR = 8;

    /// What has no more colours is drawn, not photographed, and is not made a JPEG picture; as
    /// TigerVNC has it.
    private static final int DRAWN_COLOURS = 96;

    /// Smaller ones are not worth the head of a JPEG picture.
    private static final int MIN_JPEG_PIXELS = 1024;

    private final Scratch scratch;
    private final List<Optional<DeflateStream>> streams = new ArrayList<>();
    private Optional<JpegCompressor> jpeg = Optional.empty();
    private final Palette palette = new Palette();
    private final byte[] colours = new byte[Palette.MAX * Integer.BYTES];

    TightEncoding(Scratch scratch) {
        this.scratch = scratch;
        for (int i = 0; i < STREAMS; i++) {
            streams.add(Optional.empty());
        }
    }

    @Override
    public boolean encode(Tile tile, Optional<JpegQuality> quality, Output out) throws IOException {
        Optional<JpegQuality> asJpeg =
                quality.filter(
                        _ -> tile.count() >= MIN_JPEG_PIXELS && tile.layout().isTrueColour888());
        if (!fillPalette(tile, asJpeg.isPresent() ? DRAWN_COLOURS : Palette.MAX)) {
            if (asJpeg.isPresent() && jpeg(tile, asJpeg.get(), out)) {
                return false;
            }
            out.u8(FULL_STREAM << STREAM_SHIFT);
            data(FULL_STREAM, all(tile), out);
        } else if (palette.size() == 1) {
            out.u8(FILL);
            out.bytes(colours, putColours(tile.layout()));
        } else if (palette.size() == 2) {
            palette(TWO_COLOURS_STREAM, tile.layout(), out);
            data(TWO_COLOURS_STREAM, bits(tile), out);
        } else {
            palette(PALETTE_STREAM, tile.layout(), out);
            data(PALETTE_STREAM, numbers(tile), out);
        }
        return true;
    }

    /// @return whether it could be made
    private boolean jpeg(Tile tile, JpegQuality quality, Output out) throws IOException {
        if (jpeg.isEmpty()) {
            jpeg = JpegCompressor.open(Tile.MAX_WIDTH, Tile.MAX_HEIGHT);
        }
        Optional<MemorySegment> made =
                jpeg.flatMap(compressor ->
                                compressor.compress(
                                        rgb(tile),
                                        tile.width(),
                                        tile.height(),
                                        quality.percent(),
                                        quality.colours()))
                        .filter(picture -> picture.byteSize() <= scratch.packed.length);
        if (made.isEmpty()) {
            tile.layout().convert(tile.pixels(), tile.count());
            return false;
        }
        int length = Math.toIntExact(made.get().byteSize());
        MemorySegment.copy(made.get(), ValueLayout.JAVA_BYTE, 0, scratch.packed, 0, length);
        out.u8(JPEG);
        length(length, out);
        out.bytes(scratch.packed, length);
        return true;
    }

    /// Pixels `0xRRGGBB`, whatever their places in the client's.
    private static int[] rgb(Tile tile) {
        int[] pixels = tile.pixels();
        PixelLayout layout = tile.layout();
        if (!layout.isRgb()) {
            for (int i = 0; i < tile.count(); i++) {
                int word = pixels[i];
                pixels[i] =
                        layout.redOf(word) << 16 | layout.greenOf(word) << 8 | layout.blueOf(word);
            }
        }
        return pixels;
    }

    /// @return whether all colours are in it
    private boolean fillPalette(Tile tile, int most) {
        palette.clear(
                tile.layout().bits() == Byte.SIZE
                        ? 2
                        : Math.clamp(tile.count() / PIXELS_FOR_A_COLOUR, 2, most));
        int[] pixels = tile.pixels();
        int last = ~pixels[0];
        for (int i = 0; i < tile.count(); i++) {
            if (pixels[i] != last) {
                last = pixels[i];
                if (!palette.add(last)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void palette(int stream, PixelLayout layout, Output out) throws IOException {
        out.u8(stream << STREAM_SHIFT | EXPLICIT_FILTER);
        out.u8(PALETTE_FILTER);
        out.u8(palette.size() - 1);
        out.bytes(colours, putColours(layout));
    }

    private int putColours(PixelLayout layout) {
        int at = 0;
        for (int i = 0; i < palette.size(); i++) {
            at = put(layout, palette.colour(i), colours, at);
        }
        return at;
    }

    /// A pixel as the encoding has it: three bytes where each colour has one.
    private static int put(PixelLayout layout, int word, byte[] target, int at) {
        if (!layout.isTrueColour888()) {
            return layout.put(word, target, at);
        }
        target[at] = (byte) layout.redOf(word);
        target[at + 1] = (byte) layout.greenOf(word);
        target[at + 2] = (byte) layout.blueOf(word);
        return at + 3;
    }

    /// All pixels.
    private int all(Tile tile) {
        PixelLayout layout = tile.layout();
        int[] pixels = tile.pixels();
        int count = tile.count();
        if (!layout.isTrueColour888()) {
            return layout.put(pixels, count, scratch.plain, 0);
        }
        int red = layout.red().shift();
        int green = layout.green().shift();
        int blue = layout.blue().shift();
        byte[] plain = scratch.plain;
        int at = 0;
        for (int i = 0; i < count; i++) {
            int word = pixels[i];
            plain[at] = (byte) (word >>> red);
            plain[at + 1] = (byte) (word >>> green);
            plain[at + 2] = (byte) (word >>> blue);
            at += 3;
        }
        return at;
    }

    /// A byte for each pixel, its colour's number. Most pixels are like the one before.
    private int numbers(Tile tile) {
        int[] pixels = tile.pixels();
        int last = pixels[0];
        byte number = (byte) palette.index(last);
        int count = tile.count();
        for (int i = 0; i < count; i++) {
            if (pixels[i] != last) {
                last = pixels[i];
                number = (byte) palette.index(last);
            }
            scratch.plain[i] = number;
        }
        return count;
    }

    /// A bit for each pixel, rows at whole bytes.
    private int bits(Tile tile) {
        int first = palette.colour(0);
        int at = 0;
        for (int y = 0; y < tile.height(); y++) {
            int row = y * tile.width();
            for (int x = 0; x < tile.width(); x += Byte.SIZE) {
                int bits = 0;
                int end = Math.min(Byte.SIZE, tile.width() - x);
                for (int i = 0; i < end; i++) {
                    if (tile.pixels()[row + x + i] != first) {
                        bits |= 0x80 >>> i;
                    }
                }
                scratch.plain[at] = (byte) bits;
                at++;
            }
        }
        return at;
    }

    private void data(int stream, int length, Output out) throws IOException {
        if (length < MIN_COMPRESSED) {
            out.bytes(scratch.plain, length);
            return;
        }
        if (streams.get(stream).isEmpty()) {
            streams.set(stream, Optional.of(new DeflateStream()));
        }
        int packed =
                streams.get(stream).orElseThrow().deflate(scratch.plain, length, scratch.packed);
        length(packed, out);
        out.bytes(scratch.packed, packed);
    }

    /// Seven bits in each byte, the lowest first, the eighth says whether another follows.
    private static void length(int length, Output out) throws IOException {
        if (length < 1 << 7) {
            out.u8(length);
        } else if (length < 1 << 14) {
            out.u8((length & 0x7f) | 0x80);
            out.u8(length >>> 7);
        } else {
            out.u8((length & 0x7f) | 0x80);
            out.u8((length >>> 7 & 0x7f) | 0x80);
            out.u8(length >>> 14);
        }
    }

    @Override
    public void close() {
        streams.forEach(stream -> stream.ifPresent(DeflateStream::close));
        jpeg.ifPresent(JpegCompressor::close);
    }
}
