// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A VNC viewer that asks for the next update when it has drawn one, and counts what it reads. The
/// same for every server.
public final class BenchViewer implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int LAST_RECT = -224;

    /// Level 1 of zlib, the fastest: -256 is level 0.
    private static final int FASTEST = -255;

    private static final byte[] PIXELS = {
        32, 24, 0, 1, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 16, 8, 0, 0, 0, 0
    };

    private final Socket socket;
    private final Counter bytes;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final int[] picture = new int[Drawing.WIDTH * Drawing.HEIGHT];
    private final Rectangles rectangles = new Rectangles(picture, Drawing.WIDTH);
    private final Consumer<int[]> drawn;
    private final Thread reader;
    private volatile Optional<Throwable> failure = Optional.empty();
    private final AtomicLong updates = new AtomicLong();
    private volatile boolean closed;

    /// How many bytes have come.
    private static final class Counter extends FilterInputStream {
        private final AtomicLong count = new AtomicLong();

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int part = super.read(into, from, length);
            count.addAndGet(Math.max(part, 0));
            return part;
        }
    }

    private BenchViewer(int port, Consumer<int[]> drawn) throws IOException {
        this.drawn = drawn;
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        bytes = new Counter(socket.getInputStream());
        in = new DataInputStream(new BufferedInputStream(bytes, 1 << 16));
        out = new DataOutputStream(socket.getOutputStream());
        reader = Thread.ofPlatform().name("viewer").unstarted(this::read);
    }

    /// Connects, and asks for the whole picture.
    ///
    /// @param drawn is given the picture after each update, on the viewer's thread
    public static BenchViewer connect(int port, int encoding, Consumer<int[]> drawn)
            throws IOException {
        BenchViewer viewer = new BenchViewer(port, drawn);
        try {
            viewer.begin(encoding);
        } catch (IOException e) {
            viewer.socket.close();
            throw e;
        }
        viewer.reader.start();
        return viewer;
    }

    private void begin(int encoding) throws IOException {
        in.readNBytes(12);
        out.writeBytes("RFB 003.008\n");
        in.readNBytes(in.readUnsignedByte());
        out.writeByte(1);
        if (in.readInt() != 0) {
            throw new IOException("refused");
        }
        out.writeByte(1);
        int width = in.readUnsignedShort();
        int height = in.readUnsignedShort();
        if (width != Drawing.WIDTH || height != Drawing.HEIGHT) {
            throw new IOException("the screen is %dx%d".formatted(width, height));
        }
        in.readNBytes(PIXELS.length);
        in.readNBytes(in.readInt());
        out.write(new byte[4]);
        out.write(PIXELS);
        int[] encodings = {encoding, LAST_RECT, FASTEST};
        out.writeShort(0x200);
        out.writeShort(encodings.length);
        for (int one : encodings) {
            out.writeInt(one);
        }
        request(false);
    }

    private void request(boolean incremental) throws IOException {
        byte[] message = {
            3,
            (byte) (incremental ? 1 : 0),
            0,
            0,
            0,
            0,
            (byte) (Drawing.WIDTH >> 8),
            (byte) Drawing.WIDTH,
            (byte) (Drawing.HEIGHT >> 8),
            (byte) Drawing.HEIGHT
        };
        out.write(message);
    }

    private void read() {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                if (type != 0) {
                    throw new IOException("message " + type);
                }
                update();
                drawn.accept(picture);
                updates.incrementAndGet();
                request(true);
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                failure = Optional.of(e);
            }
        }
    }

    private void update() throws IOException {
        in.readByte();
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            int x = in.readUnsignedShort();
            int y = in.readUnsignedShort();
            int width = in.readUnsignedShort();
            int height = in.readUnsignedShort();
            int encoding = in.readInt();
            if (encoding == LAST_RECT) {
                return;
            }
            rectangles.draw(encoding, x, y, width, height, in);
        }
    }

    /// All bytes that have come.
    public long bytes() {
        return bytes.count.get();
    }

    /// All updates that were drawn.
    public long updates() {
        return updates.get();
    }

    /// @throws IllegalStateException if it had to stop
    public void check() {
        failure.ifPresent(e -> {
            throw new IllegalStateException("the viewer has stopped", e);
        });
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
