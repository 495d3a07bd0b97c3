// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A WebSocket spoken by hand (RFC 6455), to do what no browser does.
final class RawBrowser implements Closeable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int SIZE_IN_16_BITS = 126;
    private static final int SIZE_IN_64_BITS = 127;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    private RawBrowser(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /// Upgraded.
    static RawBrowser open(Page page, String path) throws IOException {
        RawBrowser browser = new RawBrowser(page.socket());
        browser.out.write(
                String.join(
                                "\r\n",
                                "GET " + path + " HTTP/1.1",
                                "Host: 127.0.0.1:" + page.server.port(),
                                "Upgrade: websocket",
                                "Connection: Upgrade",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                "Sec-WebSocket-Version: 13",
                                "Sec-WebSocket-Protocol: binary, token." + page.token,
                                "",
                                "")
                        .getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = browser.in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            browser.close();
            throw new IOException(head.toString());
        }
        return browser;
    }

    /// For bytes that are no frames.
    Socket socket() {
        return socket;
    }

    /// The head of a frame, masked as a browser has to, by zeros.
    void head(int firstByte, long length) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(head)) {
            data.writeByte(firstByte);
            if (length < SIZE_IN_16_BITS) {
                data.writeByte(MASKED | (int) length);
            } else if (length <= 0xffff) {
                data.writeByte(MASKED | SIZE_IN_16_BITS);
                data.writeShort((int) length);
            } else {
                data.writeByte(MASKED | SIZE_IN_64_BITS);
                data.writeLong(length);
            }
            data.writeInt(0);
        }
        out.write(head.toByteArray());
    }

    void frame(int firstByte, byte[] payload) throws IOException {
        head(firstByte, payload.length);
        out.write(payload);
    }

    /// Shakes hands in the RFB protocol, and asks for the whole picture, raw, again and again
    /// without reading it.
    void askForPictures() throws IOException {
        frame(FIN | BINARY, "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        frame(FIN | BINARY, new byte[] {1});
        frame(FIN | BINARY, new byte[] {0});
        for (int i = 0; i < 8; i++) {
            frame(FIN | BINARY, new byte[] {3, 0, 0, 0, 0, 0, 0x07, (byte) 0x80, 0x04, 0x38});
        }
    }

    /// The code of the next close frame; -1 if the connection ends without one.
    int closeCode() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return -1;
            }
            int length = in.readUnsignedByte();
            length =
                    switch (length) {
                        case SIZE_IN_16_BITS -> in.readUnsignedShort();
                        case SIZE_IN_64_BITS -> Math.toIntExact(in.readLong());
                        default -> length;
                    };
            byte[] payload = in.readNBytes(length);
            if ((first & 0xf) == CLOSE) {
                return payload.length < 2 ? -1 : ByteBuffer.wrap(payload).getShort() & 0xffff;
            }
        }
    }

    /// Whether the server has ended the connection; waits for that.
    boolean ends() throws IOException {
        return ConnectionEnd.await(in);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
