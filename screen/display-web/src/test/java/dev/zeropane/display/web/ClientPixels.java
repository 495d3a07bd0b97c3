// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.DataOutputStream;
import java.io.IOException;

/// A pixel format as a client of the tests asks for it, and how it reads pixels by it. Written from
/// RFC 6143, 7.4, not from the server.
record ClientPixels(
        int bits,
        int depth,
        boolean bigEndian,
        int redMax,
        int greenMax,
        int blueMax,
        int redShift,
        int greenShift,
        int blueShift) {
    static final ClientPixels XRGB = new ClientPixels(32, 24, false, 255, 255, 255, 16, 8, 0);
    static final ClientPixels XBGR = new ClientPixels(32, 24, false, 255, 255, 255, 0, 8, 16);
    static final ClientPixels BIG_ENDIAN = new ClientPixels(32, 24, true, 255, 255, 255, 16, 8, 0);
    static final ClientPixels HIGH_BYTES =
            new ClientPixels(32, 24, false, 255, 255, 255, 24, 16, 8);
    static final ClientPixels HIGH_BYTES_BIG_ENDIAN =
            new ClientPixels(32, 24, true, 255, 255, 255, 8, 16, 24);
    static final ClientPixels ODD_SHIFTS = new ClientPixels(32, 24, true, 255, 255, 255, 16, 0, 8);
    static final ClientPixels ALL_BITS =
            new ClientPixels(32, 30, false, 1023, 1023, 1023, 20, 10, 0);
    static final ClientPixels RGB565 = new ClientPixels(16, 16, false, 31, 63, 31, 11, 5, 0);
    static final ClientPixels BGR565_BIG_ENDIAN =
            new ClientPixels(16, 16, true, 31, 63, 31, 0, 5, 11);
    static final ClientPixels BGR233 = new ClientPixels(8, 8, false, 7, 7, 3, 0, 3, 6);

    void write(DataOutputStream out) throws IOException {
        out.writeByte(bits);
        out.writeByte(depth);
        out.writeBoolean(bigEndian);
        out.writeBoolean(true);
        out.writeShort(redMax);
        out.writeShort(greenMax);
        out.writeShort(blueMax);
        out.writeByte(redShift);
        out.writeByte(greenShift);
        out.writeByte(blueShift);
        out.write(new byte[3]);
    }

    int bytes() {
        return bits / 8;
    }

    /// A pixel of the wire.
    long word(byte[] from, int at, int bytes) {
        long word = 0;
        for (int i = 0; i < bytes; i++) {
            int b = from[bigEndian ? at + i : at + bytes - 1 - i] & 0xff;
            word = word << 8 | b;
        }
        return word;
    }

    /// What the client sees of a pixel: red, green and blue, each as exact as the format has it.
    Colour colour(long word) {
        return new Colour(
                (int) (word >> redShift & redMax),
                (int) (word >> greenShift & greenMax),
                (int) (word >> blueShift & blueMax));
    }

    /// What it should see of a pixel `0xRRGGBB`.
    Colour expected(int rgb) {
        return new Colour(
                Math.round((rgb >> 16 & 0xff) * redMax / 255f),
                Math.round((rgb >> 8 & 0xff) * greenMax / 255f),
                Math.round((rgb & 0xff) * blueMax / 255f));
    }

    /// Whether the three colours of a pixel are in its three highest or lowest bytes alone.
    private boolean fits(long unused) {
        long all =
                (long) redMax << redShift
                        | (long) greenMax << greenShift
                        | (long) blueMax << blueShift;
        return (all & unused) == 0;
    }

    /// Bytes of a pixel in ZRLE.
    int compactBytes() {
        return bits == 32 && depth <= 24 && (fits(0xff000000L) || fits(0xffL)) ? 3 : bytes();
    }

    /// A pixel in ZRLE.
    Colour compact(byte[] from, int at) {
        if (compactBytes() == bytes()) {
            return colour(word(from, at, bytes()));
        }
        long word = word(from, at, 3);
        return colour(fits(0xff000000L) ? word : word << 8);
    }

    private boolean isTight24() {
        return bits == 32 && depth == 24 && redMax == 255 && greenMax == 255 && blueMax == 255;
    }

    /// Bytes of a pixel in Tight.
    int tightBytes() {
        return isTight24() ? 3 : bytes();
    }

    /// A pixel in Tight.
    Colour tight(byte[] from, int at) {
        return isTight24()
                ? new Colour(from[at] & 0xff, from[at + 1] & 0xff, from[at + 2] & 0xff)
                : colour(word(from, at, bytes()));
    }

    /// A pixel as a client sees it.
    record Colour(int red, int green, int blue) {}
}
