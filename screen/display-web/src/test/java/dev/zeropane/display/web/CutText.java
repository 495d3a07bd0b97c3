// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;

/// A client's side of the clipboard, written from RFC 6143 and rfbproto.rst.
final class CutText {
    static final int EXTENDED = 0xc0a1e5ce;

    /// What a server sends that knows all that is done with texts, and wants none unasked.
    static final String CAPS = "caps 1f000001 0";

    static final String NEWS = "notify 1";
    static final String NO_NEWS = "notify 0";
    static final String REQUEST = "request 1";
    static final String PROVIDE = "provide ";
    static final String PLAIN = "plain ";

    static final int ACTION_CAPS = 1 << 24;
    static final int ACTION_REQUEST = 1 << 25;
    static final int ACTION_PEEK = 1 << 26;
    static final int ACTION_NOTIFY = 1 << 27;
    static final int ACTION_PROVIDE = 1 << 28;
    static final int TEXT = 1;

    private CutText() {}

    /// Reads a ServerCutText after its type.
    static String read(DataInputStream in) throws IOException {
        in.readNBytes(3);
        int length = in.readInt();
        if (length >= 0) {
            return PLAIN + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }
        byte[] message = in.readNBytes(-length);
        ByteBuffer body = ByteBuffer.wrap(message);
        int flags = body.getInt();
        int formats = flags & 0xffff;
        return switch (flags & 0xff000000) {
            case ACTION_REQUEST -> "request " + formats;
            case ACTION_PEEK -> "peek";
            case ACTION_NOTIFY -> "notify " + formats;
            case ACTION_PROVIDE -> PROVIDE + text(message);
            default -> "caps %x %d".formatted(flags, body.getInt());
        };
    }

    /// With the ends of lines as they came, and without the zero at its end, which has to be there.
    private static String text(byte[] message) throws IOException {
        InflaterInputStream zlib =
                new InflaterInputStream(new ByteArrayInputStream(message, 4, message.length - 4));
        DataInputStream in = new DataInputStream(zlib);
        byte[] text = in.readNBytes(in.readInt());
        if (text[text.length - 1] != 0) {
            throw new IOException("a text without a zero at its end");
        }
        return new String(text, 0, text.length - 1, StandardCharsets.UTF_8);
    }

    static void send(RfbClient client, int flags, byte... rest) throws IOException {
        byte[] body = ByteBuffer.allocate(4 + rest.length).putInt(flags).put(rest).array();
        client.cutText(-body.length, body);
    }

    /// Gives a text as it is.
    static void provide(RfbClient client, String text) throws IOException {
        byte[] utf8 = (text + "\0").getBytes(StandardCharsets.UTF_8);
        send(client, ACTION_PROVIDE | TEXT, zlib(utf8.length, utf8));
    }

    /// @param length as it is said
    static byte[] zlib(int length, byte[] text) {
        byte[] all = ByteBuffer.allocate(4 + text.length).putInt(length).put(text).array();
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(all);
            deflater.finish();
            ByteArrayOutputStream made = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            while (!deflater.finished()) {
                made.writeBytes(Arrays.copyOf(piece, deflater.deflate(piece)));
            }
            return made.toByteArray();
        }
    }
}
