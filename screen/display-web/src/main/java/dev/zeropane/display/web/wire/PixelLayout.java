// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteOrder;

/// How a client wants its pixels: words of 8, 16 or 32 bits in which red, green and blue have their
/// places.
///
/// @param bits of a pixel
/// @param depth how many of them say something, as the client counts them
/// @param mapped whether the client knows colours by number: then it is sent a map in which the
///   number of each is the pixel that this layout makes of it
public record PixelLayout(
        int bits,
        int depth,
        boolean bigEndian,
        Component red,
        Component green,
        Component blue,
        boolean mapped) {
    /// What a client gets that wishes nothing else: `0x00RRGGBB`, as most guests have them.
    public static final PixelLayout NATIVE =
            new PixelLayout(
                    32,
                    24,
                    false,
                    new Component(255, 16),
                    new Component(255, 8),
                    new Component(255, 0),
                    false);

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final int MAPPED_BITS = 8;
    private static final int FULL = 255;

    /// One colour's place.
    ///
    /// @param max its value when it is full
    /// @param shift how many bits it is from the lowest
    public record Component(int max, int shift) {
        /// A value from 0 to 255, in its place.
        int of(int value) {
            return (max == FULL ? value : (value * max + FULL / 2) / FULL) << shift;
        }

        private boolean fits(int bits) {
            return shift < bits && (long) max << shift < 1L << bits;
        }

        /// All the bits that it may have.
        int mask() {
            return -1 >>> Integer.numberOfLeadingZeros(max) << shift;
        }

        /// Its value in a pixel.
        int in(int pixel) {
            return pixel >>> shift & -1 >>> Integer.numberOfLeadingZeros(max);
        }
    }

    /// A layout that a client asks for.
    ///
    /// @throws ProtocolException if there is no such layout
    static PixelLayout of(
            int bits, int depth, boolean bigEndian, Component red, Component green, Component blue)
            throws ProtocolException {
        PixelLayout layout =
                new PixelLayout(
                        bits, depth, bigEndian, orFull(red), orFull(green), orFull(blue), false);
        if ((bits != 8 && bits != 16 && bits != 32)
                || !layout.red.fits(bits)
                || !layout.green.fits(bits)
                || !layout.blue.fits(bits)) {
            throw new ProtocolException("it wants pixels that do not exist: " + layout);
        }
        return layout;
    }

    /// Clients that leave the maximum out mean 255; QEMU takes them so, too.
    private static Component orFull(Component asked) {
        return asked.max == 0 ? new Component(FULL, asked.shift) : asked;
    }

    /// The layout for a client that knows its colours by number.
    ///
    /// @throws ProtocolException if it wants more of them than a map has
    static PixelLayout colourMap(int bits) throws ProtocolException {
        if (bits != MAPPED_BITS) {
            throw new ProtocolException("it wants a colour map for pixels of " + bits + " bits");
        }
        return new PixelLayout(
                8, 8, false, new Component(7, 0), new Component(7, 3), new Component(3, 6), true);
    }

    /// Makes words of this layout of pixels that are 0x??RRGGBB.
    public void convert(int[] pixels, int count) {
        if (red.equals(NATIVE.red) && green.equals(NATIVE.green) && blue.equals(NATIVE.blue)) {
            for (int i = 0; i < count; i++) {
                pixels[i] &= 0xffffff;
            }
        } else if (red.max == FULL && green.max == FULL && blue.max == FULL) {
            shift(pixels, count, red.shift, green.shift, blue.shift);
        } else {
            for (int i = 0; i < count; i++) {
                pixels[i] = convert(pixels[i]);
            }
        }
    }

    private static void shift(int[] pixels, int count, int red, int green, int blue) {
        for (int i = 0; i < count; i++) {
            int pixel = pixels[i];
            pixels[i] =
                    (pixel >>> 16 & 0xff) << red
                            | (pixel >>> 8 & 0xff) << green
                            | (pixel & 0xff) << blue;
        }
    }

    /// The word of a colour 0x??RRGGBB.
    public int convert(int rgb) {
        return red.of(rgb >>> 16 & 0xff) | green.of(rgb >>> 8 & 0xff) | blue.of(rgb & 0xff);
    }

    public int bytes() {
        return bits / Byte.SIZE;
    }

    /// Puts a word as the client reads it.
    ///
    /// @return the place after it
    public int put(int word, byte[] target, int at) {
        if (bits == 8) {
            target[at] = (byte) word;
        } else if (bits == 16) {
            target[at] = (byte) (bigEndian ? word >>> 8 : word);
            target[at + 1] = (byte) (bigEndian ? word : word >>> 8);
        } else if (bigEndian) {
            target[at] = (byte) (word >>> 24);
            target[at + 1] = (byte) (word >>> 16);
            target[at + 2] = (byte) (word >>> 8);
            target[at + 3] = (byte) word;
        } else {
            target[at] = (byte) word;
            target[at + 1] = (byte) (word >>> 8);
            target[at + 2] = (byte) (word >>> 16);
            target[at + 3] = (byte) (word >>> 24);
        }
        return at + bytes();
    }

    /// Puts words as the client reads them.
    ///
    /// @return the place after them
    public int put(int[] words, int count, byte[] target, int start) {
        if (bits == 32) {
            VarHandle word = bigEndian ? BIG_ENDIAN : LITTLE_ENDIAN;
            for (int i = 0; i < count; i++) {
                word.set(target, start + Integer.BYTES * i, words[i]);
            }
            return start + Integer.BYTES * count;
        }
        int at = start;
        for (int i = 0; i < count; i++) {
            at = put(words[i], target, at);
        }
        return at;
    }

    /// All bits that say something.
    public int mask() {
        return red.mask() | green.mask() | blue.mask();
    }

    /// Whether each colour has 8 bits of a word of 32, and nothing else is in it.
    public boolean isTrueColour888() {
        return bits == 32
                && depth == 24
                && red.max == FULL
                && green.max == FULL
                && blue.max == FULL;
    }

    /// Whether its words are `0x00RRGGBB`.
    public boolean isRgb() {
        return bits == 32
                && red.equals(NATIVE.red)
                && green.equals(NATIVE.green)
                && blue.equals(NATIVE.blue);
    }

    /// Red of a word of such a layout, from 0 to 255.
    public int redOf(int word) {
        return red.in(word);
    }

    /// Its green.
    public int greenOf(int word) {
        return green.in(word);
    }

    /// Its blue.
    public int blueOf(int word) {
        return blue.in(word);
    }
}
