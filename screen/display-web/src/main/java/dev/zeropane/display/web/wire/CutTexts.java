// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import dev.zeropane.display.clipboard.ClipboardText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/// What the server says of the clipboard, as whole messages (ServerCutText).
public final class CutTexts {
    private static final int HEAD = 8;
    private static final int PIECE = 4096;

    private CutTexts() {}

    /// What we do of the extended clipboard. Nobody is to send a text that was not asked for.
    public static byte[] caps() {
        int flags =
                Rfb.CLIPBOARD_TEXT
                        | Rfb.CLIPBOARD_CAPS
                        | Rfb.CLIPBOARD_REQUEST
                        | Rfb.CLIPBOARD_PEEK
                        | Rfb.CLIPBOARD_NOTIFY
                        | Rfb.CLIPBOARD_PROVIDE;
        return extended(ByteBuffer.allocate(2 * Integer.BYTES).putInt(flags).putInt(0).array());
    }

    /// The guest has copied something.
    ///
    /// @param text whether it still offers it
    public static byte[] notice(boolean text) {
        return flags(Rfb.CLIPBOARD_NOTIFY | (text ? Rfb.CLIPBOARD_TEXT : 0));
    }

    /// We want to have what was copied at the client.
    public static byte[] request() {
        return flags(Rfb.CLIPBOARD_REQUEST | Rfb.CLIPBOARD_TEXT);
    }

    private static byte[] flags(int flags) {
        return extended(ByteBuffer.allocate(Integer.BYTES).putInt(flags).array());
    }

    /// The guest's text, for a client that knows the extended clipboard.
    public static byte[] provide(ClipboardText text) {
        byte[] utf8 = text.utf8();
        byte[] head =
                ByteBuffer.allocate(Integer.BYTES)
                        .putInt(Rfb.CLIPBOARD_PROVIDE | Rfb.CLIPBOARD_TEXT)
                        .array();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            byte[] length =
                    ByteBuffer.allocate(Integer.BYTES).putInt(lengthWithReturns(utf8) + 1).array();
            deflate(deflater, length, length.length, Deflater.NO_FLUSH, body);
            byte[] piece = new byte[PIECE];
            int filled = 0;
            byte before = 0;
            for (byte next : utf8) {
                boolean second = next == '\n' && before == '\r';
                before = next;
                if (second) {
                    continue;
                }
                if (isEnd(next)) {
                    piece[filled++] = '\r';
                    piece[filled++] = '\n';
                } else {
                    piece[filled++] = next;
                }
                // Two for the next one, and a zero.
                if (filled > PIECE - 3) {
                    deflate(deflater, piece, filled, Deflater.NO_FLUSH, body);
                    filled = 0;
                }
            }
            piece[filled++] = 0;
            // The stream does not end: TigerVNC's viewer takes an end for a mistake.
            deflate(deflater, piece, filled, Deflater.SYNC_FLUSH, body);
        }
        return extended(body.toByteArray());
    }

    private static int lengthWithReturns(byte[] utf8) {
        int length = 0;
        byte before = 0;
        for (byte next : utf8) {
            if (next != '\n' || before != '\r') {
                length += isEnd(next) ? 2 : 1;
            }
            before = next;
        }
        return length;
    }

    private static boolean isEnd(byte next) {
        return next == '\r' || next == '\n';
    }

    private static void deflate(
            Deflater deflater, byte[] bytes, int length, int flush, ByteArrayOutputStream into) {
        byte[] room = new byte[PIECE];
        deflater.setInput(bytes, 0, length);
        int made;
        do {
            made = deflater.deflate(room, 0, PIECE, flush);
            into.write(room, 0, made);
        } while (made == PIECE || !deflater.needsInput());
    }

    /// The guest's text, for a client that knows Latin-1 only: what is not in it becomes `?`.
    public static byte[] plain(ClipboardText text) {
        byte[] latin1 = text.string().getBytes(StandardCharsets.ISO_8859_1);
        return message(latin1.length, latin1);
    }

    private static byte[] extended(byte[] body) {
        return message(-body.length, body);
    }

    private static byte[] message(int length, byte[] body) {
        return ByteBuffer.allocate(HEAD + body.length)
                .putInt(Rfb.SERVER_CUT_TEXT << 24)
                .putInt(length)
                .put(body)
                .array();
    }
}
