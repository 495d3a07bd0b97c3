// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.web.ClientPixels.Colour;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;

/// Decodes rectangles of pixels, as a client does: written from RFC 6143 and the Tight encoding's
/// description in rfbproto.rst, not from the server. Strict: what these do not allow is an error.
final class RectangleDecoder {
    private final Inflater zlib = new Inflater();
    private final Inflater zrle = new Inflater();
    private final Inflater[] tight = {
        new Inflater(), new Inflater(), new Inflater(), new Inflater()
    };

    /// Bits of the Tight encoding's ways that were seen: 1 fill, 2 two colours, 4 palette, 8 full,
    /// 512 JPEG; and of ZRLE's: 16 raw, 32 solid, 64 packed palette, 128 runs, 256 palette runs.
    int seen;

    Colour[] decode(int encoding, int width, int height, ClientPixels format, DataInputStream in)
            throws IOException {
        return switch (encoding) {
            case 0 -> raw(in.readNBytes(width * height * format.bytes()), width * height, format);
            case 6 -> {
                byte[] packed = in.readNBytes(in.readInt());
                int size = width * height * format.bytes();
                yield raw(inflate(zlib, packed, size), width * height, format);
            }
            case 7 -> tight(width, height, format, in);
            case 16 -> zrle(width, height, format, in.readNBytes(in.readInt()));
            default -> throw new IOException("unknown encoding " + encoding);
        };
    }

    private static Colour[] raw(byte[] bytes, int count, ClientPixels format) {
        Colour[] pixels = new Colour[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = format.colour(format.word(bytes, i * format.bytes(), format.bytes()));
        }
        return pixels;
    }

    /// Exactly as many bytes as expected, of all of what was sent.
    private static byte[] inflate(Inflater stream, byte[] packed, int size) throws IOException {
        byte[] bytes = inflate(stream, packed);
        check(bytes.length == size, bytes.length + " bytes instead of " + size);
        return bytes;
    }

    private static byte[] inflate(Inflater stream, byte[] packed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[65536];
        stream.setInput(packed);
        try {
            while (true) {
                int count = stream.inflate(buffer);
                if (count == 0) {
                    break;
                }
                bytes.write(buffer, 0, count);
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        check(stream.needsInput(), "bytes are left over");
        return bytes.toByteArray();
    }

    private Colour[] tight(int width, int height, ClientPixels format, DataInputStream in)
            throws IOException {
        check(width <= 2048, "a rectangle of " + width + " pixels is too wide");
        int control = in.readUnsignedByte();
        for (int i = 0; i < tight.length; i++) {
            if ((control >> i & 1) != 0) {
                tight[i].reset();
            }
        }
        int way = control >> 4;
        Colour[] pixels = new Colour[width * height];
        if (way == 8) {
            seen |= 1;
            Arrays.fill(pixels, format.tight(in.readNBytes(format.tightBytes()), 0));
            return pixels;
        }
        if (way == 9) {
            seen |= 512;
            return jpeg(width, height, in.readNBytes(length(in)));
        }
        check(way < 8, "unknown way " + way);
        int filter = (way & 4) != 0 ? in.readUnsignedByte() : 0;
        check(filter <= 1, "unknown filter " + filter);
        if (filter == 0) {
            seen |= 8;
            int size = width * height * format.tightBytes();
            byte[] bytes = data(in, size, tight[way & 3]);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = format.tight(bytes, i * format.tightBytes());
            }
            return pixels;
        }
        Colour[] palette = new Colour[in.readUnsignedByte() + 1];
        check(palette.length >= 2, "a palette of one colour");
        check(format.bits() > 8 || palette.length == 2, "a palette for 8 bits");
        for (int i = 0; i < palette.length; i++) {
            palette[i] = format.tight(in.readNBytes(format.tightBytes()), 0);
        }
        seen |= palette.length == 2 ? 2 : 4;
        int row = palette.length == 2 ? (width + 7) / 8 : width;
        byte[] bytes = data(in, row * height, tight[way & 3]);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int index =
                        palette.length == 2
                                ? bytes[y * row + x / 8] >> (7 - x % 8) & 1
                                : bytes[y * row + x] & 0xff;
                pixels[y * width + x] = palette[index];
            }
        }
        return pixels;
    }

    private static byte[] data(DataInputStream in, int size, Inflater stream) throws IOException {
        if (size < 12) {
            return in.readNBytes(size);
        }
        return inflate(stream, in.readNBytes(length(in)), size);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; shift <= 14; shift += 7) {
            int b = in.readUnsignedByte();
            length |= (shift == 14 ? b : b & 0x7f) << shift;
            if (shift < 14 && (b & 0x80) == 0) {
                break;
            }
        }
        return length;
    }

    private static Colour[] jpeg(int width, int height, byte[] bytes) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        check(image.getWidth() == width && image.getHeight() == height, "a JPEG of another size");
        Colour[] pixels = new Colour[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int rgb = image.getRGB(i % width, i / width);
            pixels[i] = new Colour(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
        }
        return pixels;
    }

    private Colour[] zrle(int width, int height, ClientPixels format, byte[] packed)
            throws IOException {
        ZrleBytes bytes = new ZrleBytes(inflate(zrle, packed), format);
        Colour[] pixels = new Colour[width * height];
        for (int y = 0; y < height; y += 64) {
            for (int x = 0; x < width; x += 64) {
                int w = Math.min(64, width - x);
                int h = Math.min(64, height - y);
                Colour[] part = zrlePart(w, h, bytes);
                for (int row = 0; row < h; row++) {
                    System.arraycopy(part, row * w, pixels, (y + row) * width + x, w);
                }
            }
        }
        check(bytes.at == bytes.bytes.length, "bytes are left over");
        return pixels;
    }

    private static final class ZrleBytes {
        final byte[] bytes;
        private final ClientPixels format;
        int at;

        ZrleBytes(byte[] bytes, ClientPixels format) {
            this.bytes = bytes;
            this.format = format;
        }

        int next() {
            return bytes[at++] & 0xff;
        }

        Colour pixel() {
            Colour colour = format.compact(bytes, at);
            at += format.compactBytes();
            return colour;
        }

        int runLength() {
            int length = 1;
            int part;
            do {
                part = next();
                length += part;
            } while (part == 255);
            return length;
        }
    }

    private Colour[] zrlePart(int width, int height, ZrleBytes bytes) throws IOException {
        Colour[] pixels = new Colour[width * height];
        int kind = bytes.next();
        check(kind <= 16 || kind == 128 || kind >= 130, "unknown part " + kind);
        Colour[] palette = new Colour[kind & 127];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = bytes.pixel();
        }
        seen |= kind == 0 ? 16 : kind == 1 ? 32 : kind <= 16 ? 64 : kind == 128 ? 128 : 256;
        if (kind == 1) {
            Arrays.fill(pixels, palette[0]);
        } else if (kind > 1 && kind <= 16) {
            packed(width, height, palette, bytes, pixels);
        } else {
            int i = 0;
            while (i < pixels.length) {
                Colour colour;
                int length = 1;
                if (kind < 130) {
                    colour = bytes.pixel();
                    length = kind == 0 ? 1 : bytes.runLength();
                } else {
                    int index = bytes.next();
                    colour = palette[index & 127];
                    length = index < 128 ? 1 : bytes.runLength();
                }
                Arrays.fill(pixels, i, i + length, colour);
                i += length;
            }
        }
        return pixels;
    }

    private static void packed(
            int width, int height, Colour[] palette, ZrleBytes bytes, Colour[] pixels) {
        int bits = palette.length == 2 ? 1 : palette.length <= 4 ? 2 : 4;
        for (int y = 0; y < height; y++) {
            int left = 0;
            int b = 0;
            for (int x = 0; x < width; x++) {
                if (left == 0) {
                    b = bytes.next();
                    left = 8;
                }
                left -= bits;
                pixels[y * width + x] = palette[b >> left & ((1 << bits) - 1)];
            }
        }
    }

    private static void check(boolean right, String wrong) throws IOException {
        if (!right) {
            throw new IOException(wrong);
        }
    }
}
