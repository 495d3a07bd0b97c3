// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/// A stream of what can be compressed and what cannot, as a client reads it.
final class DeflateStreamTest {
    private static final int MOST = 256 << 10;

    private final Inflater inflater = new Inflater();
    private final byte[] packed = new byte[DeflateStream.bound(MOST)];

    private static byte[] noise(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((i / 3 + seed) % 17 * (i / 1000 % 5));
        }
        return bytes;
    }

    /// @return how many bytes went over the wire
    private int send(DeflateStream stream, byte[] bytes) throws DataFormatException {
        int length = stream.deflate(bytes, bytes.length, packed);
        inflater.setInput(packed, 0, length);
        byte[] read = new byte[bytes.length + 1];
        int count = 0;
        while (!inflater.needsInput()) {
            int part = inflater.inflate(read, count, read.length - count);
            if (part == 0) {
                break;
            }
            count += part;
        }
        assertEquals(bytes.length, count);
        byte[] expected = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, expected, 0, bytes.length);
        assertArrayEquals(expected, read);
        return length;
    }

    @Test
    void parts_ofAllKindsAndLengths_areReadAsTheyWere() throws DataFormatException {
        Random random = new Random(1);
        try (DeflateStream stream = new DeflateStream()) {
            for (int i = 0; i < 200; i++) {
                int length = 1 + random.nextInt(1 << random.nextInt(1, 19));
                byte[] bytes = random.nextBoolean() ? noise(length, i) : text(length, i);
                if (random.nextInt(4) == 0) {
                    System.arraycopy(text(length, i), 0, bytes, length / 2, length - length / 2);
                }
                assertTrue(send(stream, bytes) <= DeflateStream.bound(length));
            }
        }
    }

    @Test
    void noise_growsByLessThanAThousandth() throws DataFormatException {
        try (DeflateStream stream = new DeflateStream()) {
            for (int i = 0; i < 8; i++) {
                int sent = send(stream, noise(MOST, i));
                assertTrue(sent < MOST + MOST / 1000, sent + " for " + MOST);
            }
        }
    }

    @Test
    void whatFollowsNoise_isAsSmallAsWithoutIt() throws DataFormatException {
        try (DeflateStream without = new DeflateStream();
                DeflateStream with = new DeflateStream()) {
            int usual = without.deflate(text(MOST, 1), MOST, packed);
            send(with, noise(MOST, 1));
            send(with, text(MOST, 1));
            send(with, noise(MOST, 1));
            int sent = send(with, text(MOST, 1));
            assertTrue(sent < usual + 200, sent + " instead of " + usual);
        }
    }

    @Test
    void noiseThatComesAgain_isCompressedAllTheSame() throws DataFormatException {
        byte[] again = new byte[MOST];
        byte[] pattern = noise(20_000, 1);
        for (int i = 0; i < MOST; i++) {
            again[i] = pattern[i % pattern.length];
        }
        try (DeflateStream stream = new DeflateStream()) {
            send(stream, noise(MOST, 2));
            int sent = send(stream, again);
            assertTrue(sent < MOST / 2, sent + " for " + MOST);
        }
    }
}
