// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.web.ClientPixels.Colour;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A VNC client of the tests, written from RFC 6143 and rfbproto.rst. Reads wait for a limited
/// time.
final class RfbClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    /// A rectangle's head, of whichever kind.
    record Rectangle(int x, int y, int width, int height, int encoding) {}

    private final Closeable connection;
    final DataInputStream in;
    final DataOutputStream out;
    private final RectangleDecoder decoder = new RectangleDecoder();
    private ClientPixels format = ClientPixels.XRGB;

    int width;
    int height;
    String name;
    Colour[] pixels = {};

    /// Messages of the server's other than updates, one after another.
    final List<String> others = new ArrayList<>();

    /// What pseudo-rectangles said: cursors, lights, names.
    final List<String> said = new ArrayList<>();

    /// @param socket that is connected, and by which all is said that the protocol begins with up
    ///   to the security's result
    RfbClient(Socket socket) throws IOException {
        this(socket.getInputStream(), socket.getOutputStream(), socket);
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    private RfbClient(InputStream in, OutputStream out, Closeable connection) {
        this.connection = connection;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(new BufferedOutputStream(out));
    }

    /// Through a WebSocket.
    static RfbClient connect(WebSocketStreams socket) throws IOException {
        RfbClient client = new RfbClient(socket.in(), socket.out(), socket);
        client.handshake(8);
        return client;
    }

    /// Connected, and nothing else.
    static RfbClient raw(int port) throws IOException {
        return new RfbClient(socket(port));
    }

    /// Connected from another address of this machine, such as 127.0.0.2.
    static RfbClient from(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        return new RfbClient(connected(socket, port));
    }

    static Socket socket(int port) throws IOException {
        return connected(new Socket(), port);
    }

    private static Socket connected(Socket socket, int port) throws IOException {
        // Small, so that a client that does not read is soon noticed.
        socket.setReceiveBufferSize(32 << 10);
        socket.connect(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), LIMIT_MILLIS);
        return socket;
    }

    static RfbClient connect(int port) throws IOException {
        return connect(port, 8);
    }

    /// @param minor of the protocol's version
    static RfbClient connect(int port, int minor) throws IOException {
        RfbClient client = raw(port);
        client.handshake(minor);
        return client;
    }

    /// Says all that is said before the first picture.
    void handshake(int minor) throws IOException {
        expect("RFB 003.008\n", text(12));
        out.writeBytes("RFB 003.00" + minor + "\n");
        out.flush();
        if (minor < 7) {
            expect(1, in.readInt());
        } else {
            int count = in.readUnsignedByte();
            if (count == 0) {
                throw new IOException("refused: " + text(in.readInt()));
            }
            expect("01", HexFormat.of().formatHex(in.readNBytes(count)));
            out.writeByte(1);
            out.flush();
            if (minor >= 8) {
                expect(0, in.readInt());
            }
        }
        begin();
    }

    /// Begins to look, as soon as it may.
    void begin() throws IOException {
        out.writeByte(0);
        out.flush();
        size(in.readUnsignedShort(), in.readUnsignedShort());
        expect("2018000100ff00ff00ff100800000000", HexFormat.of().formatHex(in.readNBytes(16)));
        name = text(in.readInt());
    }

    private String text(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void expect(Object expected, Object actual) throws IOException {
        if (!expected.equals(actual)) {
            throw new IOException("expected " + expected + ", got " + actual);
        }
    }

    private void size(int newWidth, int newHeight) {
        if (newWidth != width || newHeight != height) {
            width = newWidth;
            height = newHeight;
            pixels = new Colour[width * height];
        }
    }

    // What the client says.

    void format(ClientPixels wanted) throws IOException {
        out.writeByte(0);
        out.write(new byte[3]);
        wanted.write(out);
        out.flush();
        format = wanted;
    }

    void encodings(int... encodings) throws IOException {
        out.writeByte(2);
        out.writeByte(0);
        out.writeShort(encodings.length);
        for (int encoding : encodings) {
            out.writeInt(encoding);
        }
        out.flush();
    }

    void request(boolean incremental) throws IOException {
        request(incremental, 0, 0, width, height);
    }

    void request(boolean incremental, int x, int y, int w, int h) throws IOException {
        out.writeByte(3);
        out.writeBoolean(incremental);
        area(x, y, w, h);
    }

    void continuous(boolean enabled, int x, int y, int w, int h) throws IOException {
        out.writeByte(150);
        out.writeBoolean(enabled);
        area(x, y, w, h);
    }

    private void area(int x, int y, int w, int h) throws IOException {
        out.writeShort(x);
        out.writeShort(y);
        out.writeShort(w);
        out.writeShort(h);
        out.flush();
    }

    void key(boolean pressed, int keysym) throws IOException {
        out.writeByte(4);
        out.writeBoolean(pressed);
        out.writeShort(0);
        out.writeInt(keysym);
        out.flush();
    }

    void qemuKey(boolean pressed, int keysym, int scanCode) throws IOException {
        out.writeShort(0xff00);
        out.writeShort(pressed ? 1 : 0);
        out.writeInt(keysym);
        out.writeInt(scanCode);
        out.flush();
    }

    void pointer(int buttons, int x, int y) throws IOException {
        out.writeByte(5);
        out.writeByte(buttons);
        out.writeShort(x);
        out.writeShort(y);
        out.flush();
    }

    void cutText(int length, byte[] text) throws IOException {
        out.writeByte(6);
        out.write(new byte[3]);
        out.writeInt(length);
        out.write(text);
        out.flush();
    }

    void fence(int flags, byte[] payload) throws IOException {
        out.writeByte(248);
        out.write(new byte[3]);
        out.writeInt(flags);
        out.writeByte(payload.length);
        out.write(payload);
        out.flush();
    }

    void desktopSize(int w, int h) throws IOException {
        out.writeByte(251);
        out.writeByte(0);
        out.writeShort(w);
        out.writeShort(h);
        out.writeByte(1);
        out.writeByte(0);
        out.writeInt(0);
        out.writeInt(0);
        out.writeShort(w);
        out.writeShort(h);
        out.writeInt(0);
        out.flush();
    }

    // What the server says.

    /// Reads to the end of the next update.
    List<Rectangle> update() throws IOException {
        while (true) {
            int type = in.readUnsignedByte();
            if (type == 0) {
                return rectangles();
            }
            other(type);
        }
    }

    /// Reads one message that is no update.
    String message() throws IOException {
        other(in.readUnsignedByte());
        return others.getLast();
    }

    /// Reads up to the next message about the clipboard; see [CutText].
    String cutText() throws IOException {
        while (true) {
            int type = in.readUnsignedByte();
            if (type == 0) {
                rectangles();
                continue;
            }
            other(type);
            if (type == 3) {
                return others.getLast();
            }
        }
    }

    private void other(int type) throws IOException {
        others.add(
                switch (type) {
                    case 1 -> {
                        in.readNBytes(3);
                        int count = in.readUnsignedShort();
                        yield "colours " + HexFormat.of().formatHex(in.readNBytes(6 * count));
                    }
                    case 3 -> CutText.read(in);
                    case 150 -> "end";
                    case 248 -> {
                        in.readNBytes(3);
                        int flags = in.readInt();
                        byte[] payload = in.readNBytes(in.readUnsignedByte());
                        yield "fence %x %s".formatted(flags, HexFormat.of().formatHex(payload));
                    }
                    default -> throw new IOException("unknown message " + type);
                });
    }

    private List<Rectangle> rectangles() throws IOException {
        in.readByte();
        int count = in.readUnsignedShort();
        List<Rectangle> rectangles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Rectangle rectangle =
                    new Rectangle(
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readInt());
            if (rectangle.encoding == -224) {
                break;
            }
            rectangles.add(rectangle);
            rectangle(rectangle);
        }
        return rectangles;
    }

    private void rectangle(Rectangle r) throws IOException {
        switch (r.encoding) {
            case -223 -> size(r.width, r.height);
            case -239 -> {
                byte[] colours = in.readNBytes(r.width * r.height * format.bytes());
                byte[] mask = in.readNBytes((r.width + 7) / 8 * r.height);
                said.add(
                        "cursor "
                                + HexFormat.of().formatHex(colours)
                                + " "
                                + HexFormat.of().formatHex(mask));
            }
            case -258, -316 -> said.add("understood " + r.encoding);
            case -261 -> said.add("lights " + in.readByte());
            case -307 -> said.add("name " + text(in.readInt()));
            case -308 -> {
                int screens = in.readUnsignedByte();
                in.readNBytes(3);
                expect(1, screens);
                expect(0, in.readInt());
                expect(0, in.readInt());
                expect(r.width, in.readUnsignedShort());
                expect(r.height, in.readUnsignedShort());
                expect(0, in.readInt());
                said.add("size %d %d %dx%d".formatted(r.x, r.y, r.width, r.height));
                size(r.width, r.height);
            }
            case -314 -> {
                expect(0, in.readInt());
                said.add(
                        "alpha " + HexFormat.of().formatHex(in.readNBytes(4 * r.width * r.height)));
            }
            case 0x574d5664 -> {
                expect(0x100, in.readUnsignedShort());
                said.add(
                        "vmware "
                                + HexFormat.of().formatHex(in.readNBytes(4 * r.width * r.height)));
            }
            default -> draw(r, decoder.decode(r.encoding, r.width, r.height, format, in));
        }
    }

    private void draw(Rectangle r, Colour[] drawn) {
        for (int y = 0; y < r.height; y++) {
            System.arraycopy(drawn, y * r.width, pixels, (r.y + y) * width + r.x, r.width);
        }
    }

    /// Which ways of encoding were seen; see [RectangleDecoder#seen].
    int seen() {
        return decoder.seen;
    }

    /// The first pixel that is not as it should be, as text; nothing if all are.
    String difference(int[] expected) {
        for (int i = 0; i < pixels.length; i++) {
            Colour right = format.expected(expected[i]);
            if (!right.equals(pixels[i])) {
                return "%d,%d: %s instead of %s".formatted(i % width, i / width, pixels[i], right);
            }
        }
        return "";
    }

    /// Whether the server has ended the connection; waits for that.
    boolean ends() throws IOException {
        return ConnectionEnd.await(in);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
