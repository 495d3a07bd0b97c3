// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Draws rectangles of pixels as a viewer does, of pixels `0x00RRGGBB`, little-endian. Not as
/// strict as the tests' decoder, but fast.
final class Rectangles {
    static final int RAW = 0;
    static final int ZLIB = 6;
    static final int TIGHT = 7;
    static final int ZRLE = 16;

    private static final int SIDE = 64;
    private static final int FILL = 8;
    private static final int EXPLICIT_FILTER = 4;
    private static final int PALETTE_FILTER = 1;
    private static final int TIGHT_STREAMS = 4;

    /// Shorter data are not compressed in Tight.
    private static final int MIN_COMPRESSED = 12;

    private final int[] picture;
    private final int stride;
    private final Inflater zlib = new Inflater();
    private final Inflater[] tight = new Inflater[TIGHT_STREAMS];
    private byte[] packed = new byte[1 << 16];
    private byte[] plain = new byte[1 << 16];
    private int at;

    Rectangles(int[] picture, int stride) {
        this.picture = picture;
        this.stride = stride;
        Arrays.setAll(tight, _ -> new Inflater());
    }

    void draw(int encoding, int x, int y, int width, int height, DataInputStream in)
            throws IOException {
        int start = y * stride + x;
        switch (encoding) {
            case RAW -> {
                plain = read(in, width * height * Integer.BYTES, plain);
                words(start, width, height);
            }
            case ZLIB -> {
                inflate(in, in.readInt(), width * height * Integer.BYTES, zlib);
                words(start, width, height);
            }
            case TIGHT -> tight(start, width, height, in);
            case ZRLE -> {
                int parts = Math.ceilDiv(width, SIDE) * Math.ceilDiv(height, SIDE);
                inflate(in, in.readInt(), width * height * Integer.BYTES + 200 * parts, zlib);
                zrle(start, width, height);
            }
            default -> throw new IOException("unknown encoding " + encoding);
        }
    }

    private static byte[] read(DataInputStream in, int length, byte[] into) throws IOException {
        byte[] room = into.length < length ? new byte[length] : into;
        in.readFully(room, 0, length);
        return room;
    }

    /// @param most bytes that it becomes
    private void inflate(DataInputStream in, int length, int most, Inflater stream)
            throws IOException {
        packed = read(in, length, packed);
        if (plain.length < most) {
            plain = new byte[most];
        }
        stream.setInput(packed, 0, length);
        try {
            int made = 0;
            while (made < plain.length) {
                int part = stream.inflate(plain, made, plain.length - made);
                if (part == 0) {
                    break;
                }
                made += part;
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        if (stream.getRemaining() > 0) {
            throw new IOException("more than " + most + " bytes");
        }
    }

    private void words(int start, int width, int height) {
        int from = 0;
        for (int y = 0; y < height; y++) {
            for (int i = start + y * stride; i < start + y * stride + width; i++) {
                picture[i] =
                        (plain[from] & 0xff)
                                | (plain[from + 1] & 0xff) << 8
                                | (plain[from + 2] & 0xff) << 16;
                from += Integer.BYTES;
            }
        }
    }

    private void fill(int start, int width, int height, int colour) {
        for (int y = 0; y < height; y++) {
            Arrays.fill(picture, start + y * stride, start + y * stride + width, colour);
        }
    }

    private static int rgb(byte[] from, int at) {
        return (from[at] & 0xff) << 16 | (from[at + 1] & 0xff) << 8 | (from[at + 2] & 0xff);
    }

    private void tight(int start, int width, int height, DataInputStream in) throws IOException {
        int control = in.readUnsignedByte();
        for (int i = 0; i < TIGHT_STREAMS; i++) {
            if ((control >> i & 1) != 0) {
                tight[i].reset();
            }
        }
        int way = control >> 4;
        if (way == FILL) {
            plain = read(in, 3, plain);
            fill(start, width, height, rgb(plain, 0));
            return;
        }
        int filter = (way & EXPLICIT_FILTER) == 0 ? 0 : in.readUnsignedByte();
        if (way > FILL || filter > PALETTE_FILTER) {
            throw new IOException("way " + way + " of the Tight encoding, filter " + filter);
        }
        Inflater stream = tight[way & 3];
        if (filter == 0) {
            tightData(in, width * height * 3, stream);
            int from = 0;
            for (int y = 0; y < height; y++) {
                for (int i = start + y * stride; i < start + y * stride + width; i++) {
                    picture[i] = rgb(plain, from);
                    from += 3;
                }
            }
            return;
        }
        int[] palette = new int[in.readUnsignedByte() + 1];
        for (int i = 0; i < palette.length; i++) {
            plain = read(in, 3, plain);
            palette[i] = rgb(plain, 0);
        }
        boolean bits = palette.length == 2;
        int row = bits ? Math.ceilDiv(width, Byte.SIZE) : width;
        tightData(in, row * height, stream);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture[start + y * stride + x] =
                        palette[
                                bits
                                        ? plain[y * row + x / Byte.SIZE] >> (7 - x % Byte.SIZE) & 1
                                        : plain[y * row + x] & 0xff];
            }
        }
    }

    private void tightData(DataInputStream in, int size, Inflater stream) throws IOException {
        if (size < MIN_COMPRESSED) {
            plain = read(in, size, plain);
            return;
        }
        int length = 0;
        for (int shift = 0; shift <= 14; shift += 7) {
            int part = in.readUnsignedByte();
            length |= (shift == 14 ? part : part & 0x7f) << shift;
            if ((part & 0x80) == 0) {
                break;
            }
        }
        inflate(in, length, size, stream);
    }

    private int pixel() {
        int word = (plain[at] & 0xff) | (plain[at + 1] & 0xff) << 8 | (plain[at + 2] & 0xff) << 16;
        at += 3;
        return word;
    }

    private void zrle(int start, int width, int height) {
        at = 0;
        int[] part = new int[SIDE * SIDE];
        for (int y = 0; y < height; y += SIDE) {
            for (int x = 0; x < width; x += SIDE) {
                int w = Math.min(SIDE, width - x);
                int h = Math.min(SIDE, height - y);
                part(part, w, h);
                for (int row = 0; row < h; row++) {
                    int to = start + (y + row) * stride + x;
                    System.arraycopy(part, row * w, picture, to, w);
                }
            }
        }
    }

    private void part(int[] part, int width, int height) {
        int kind = plain[at++] & 0xff;
        int[] palette = new int[kind & 0x7f];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = pixel();
        }
        int count = width * height;
        if (kind == 1) {
            Arrays.fill(part, 0, count, palette[0]);
        } else if (kind > 1 && kind < 128) {
            packed(part, width, height, palette);
        } else {
            for (int i = 0; i < count; ) {
                int colour;
                boolean run = kind >= 128;
                if (kind <= 128) {
                    colour = pixel();
                } else {
                    int index = plain[at++];
                    run = index < 0;
                    colour = palette[index & 0x7f];
                }
                int length = run ? length() : 1;
                Arrays.fill(part, i, i + length, colour);
                i += length;
            }
        }
    }

    private int length() {
        int length = 1;
        int more;
        do {
            more = plain[at++] & 0xff;
            length += more;
        } while (more == 0xff);
        return length;
    }

    private void packed(int[] part, int width, int height, int[] palette) {
        int bits = palette.length == 2 ? 1 : palette.length <= 4 ? 2 : 4;
        for (int y = 0; y < height; y++) {
            int left = 0;
            int collected = 0;
            for (int x = 0; x < width; x++) {
                if (left == 0) {
                    collected = plain[at++];
                    left = Byte.SIZE;
                }
                left -= bits;
                part[y * width + x] = palette[collected >> left & ((1 << bits) - 1)];
            }
        }
    }
}
