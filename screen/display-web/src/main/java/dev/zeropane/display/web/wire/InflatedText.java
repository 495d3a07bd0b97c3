// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import dev.zeropane.display.clipboard.ClipboardText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A text as the extended clipboard carries it: a zlib stream of its length in 32 bits, its UTF-8
/// with CRLF as the ends of lines, and a zero. What is too long is not decompressed.
final class InflatedText implements AutoCloseable {
    private static final int PIECE = 4096;

    private final Input in;
    private final Inflater inflater = new Inflater();
    private final byte[] piece = new byte[PIECE];

    /// Bytes of the message that have not come yet.
    private int rest;

    private long declared;

    InflatedText(Input in, int size) {
        this.in = in;
        this.rest = size;
    }

    /// @return the text with LF as the ends of lines; nothing if it is too long
    Optional<byte[]> read() throws IOException {
        long left = length();
        declared = left;
        // Its zero, too.
        LineFeeds text = new LineFeeds(ClipboardText.MAX_BYTES + 1);
        while (left > 0) {
            int count = inflate((int) Math.min(left, PIECE));
            left -= count;
            if (!text.put(piece, count)) {
                return Optional.empty();
            }
        }
        byte[] bytes = text.bytes();
        boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == 0;
        byte[] utf8 = ended ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
        return utf8.length > ClipboardText.MAX_BYTES ? Optional.empty() : Optional.of(utf8);
    }

    /// How long the text is, as the client says.
    long declared() {
        return declared;
    }

    private long length() throws IOException {
        long length = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            int _ = inflate(1);
            length = (length << Byte.SIZE) | (piece[0] & 0xff);
        }
        return length;
    }

    /// @return how many bytes there are in the piece now, at least 1
    private int inflate(int count) throws IOException {
        try {
            while (true) {
                int made = inflater.inflate(piece, 0, count);
                if (made > 0) {
                    return made;
                }
                if (!inflater.needsInput() || rest == 0) {
                    throw CutTextReader.broken("its text is cut short");
                }
                byte[] next = in.some(rest);
                rest -= next.length;
                inflater.setInput(next);
            }
        } catch (DataFormatException e) {
            throw CutTextReader.broken("its text is no zlib stream");
        }
    }

    /// What comes after the text.
    void skipRest() throws IOException {
        in.skip(rest);
        rest = 0;
    }

    @Override
    public void close() {
        inflater.close();
    }
}
