// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A WebSocket of the JDK's client, as streams. Reads wait for a limited time.
final class WebSocketStreams implements WebSocket.Listener, Closeable {
    private static final int LIMIT_SECONDS = 30;
    private static final byte[] END = {};

    private final HttpClient client =
            HttpClient.newBuilder().sslContext(VeNCryptClient.trusting()).build();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();

    /// The longest frame that came.
    volatile int longest;

    final WebSocket socket;

    /// @param path of the screen
    /// @throws IOException if the server refuses; its message has the status
    WebSocketStreams(int port, String path, String token) throws IOException {
        this("http://127.0.0.1:" + port, path, token);
    }

    /// @param origin of the page that opens it
    WebSocketStreams(String origin, String path, String token) throws IOException {
        socket =
                get(
                        client.newWebSocketBuilder()
                                .header("Origin", origin)
                                .subprotocols("binary", "token." + token)
                                .buildAsync(
                                        URI.create(origin.replaceFirst("http", "ws") + path),
                                        this));
    }

    private static <T> T get(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    InputStream in() {
        return new InputStream() {
            private ByteBuffer part = ByteBuffer.allocate(0);

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (!part.hasRemaining()) {
                    part = ByteBuffer.wrap(next());
                    if (!part.hasRemaining()) {
                        received.add(END);
                        return -1;
                    }
                }
                int count = Math.min(length, part.remaining());
                part.get(into, offset, count);
                return count;
            }
        };
    }

    private byte[] next() throws IOException {
        try {
            byte[] next = received.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new SocketTimeoutException();
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    OutputStream out() {
        return new OutputStream() {
            private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

            @Override
            public void write(int value) {
                kept.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                kept.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                WebSocket _ = get(socket.sendBinary(ByteBuffer.wrap(kept.toByteArray()), true));
                kept.reset();
            }
        };
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        longest = Math.max(longest, bytes.length);
        received.add(bytes);
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pongs.add("pong of " + message.remaining());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCodes.add(code);
        received.add(END);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        received.add(END);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
