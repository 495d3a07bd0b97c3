// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.http;

import dev.zeropane.display.web.wire.Addresses;
import dev.zeropane.display.web.wire.BytePipe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.CloseException;

/// A WebSocket, as the bytes in its binary frames, wherever frames and messages end. One frame at a
/// time is taken from the browser, when it is read; and one is on its way to the browser, so
/// nothing queues for a browser that is slow.
final class WebSocketPipe implements BytePipe, FrameHandler {
    private static final int MAX_FRAME = 32 << 10;

    /// The server says so at once, if not on the same thread.
    private static final long TO_END_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InetSocketAddress peer;
    private final Farewells farewells;
    private final Consumer<BytePipe> opened;

    /// Set before anything else happens.
    private volatile CoreSession session;

    // Guarded by this.
    private ByteBuffer received = NOTHING;
    private boolean demanded;
    private boolean closed;
    private boolean ended;
    private Optional<String> fault = Optional.empty();

    /// @param opened gets this once it can be used
    WebSocketPipe(InetSocketAddress peer, Farewells farewells, Consumer<BytePipe> opened) {
        this.peer = peer;
        this.farewells = farewells;
        this.opened = opened;
    }

    // The server's side.

    @Override
    public void onOpen(CoreSession now, Callback callback) {
        session = now;
        callback.succeeded();
        opened.accept(this);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.BINARY, OpCode.CONTINUATION -> {
                boolean empty = received(frame.getPayload());
                callback.succeeded();
                if (empty) {
                    session.demand();
                }
            }
            case OpCode.PING -> {
                Frame pong = new Frame(OpCode.PONG, copy(frame.getPayload()));
                callback.succeeded();
                // The next one is taken when this one is answered.
                session.sendFrame(pong, Callback.from(session::demand, _ -> end()), false);
            }
            case OpCode.PONG -> {
                callback.succeeded();
                session.demand();
            }
            case OpCode.CLOSE -> {
                end();
                // Which answers it.
                callback.succeeded();
            }
            default -> {
                callback.succeeded();
                // Closed before whoever reads ends the connection without a fault's code; blamed
                // before that, as it may be closed at once.
                blame("it sent text");
                session.close(CloseStatus.BAD_DATA, null, Callback.NOOP);
                end();
            }
        }
    }

    /// @return whether nothing has come of it, and the next frame is wanted
    private synchronized boolean received(ByteBuffer payload) {
        if (closed || !payload.hasRemaining()) {
            return true;
        }
        received = copy(payload);
        demanded = false;
        notifyAll();
        return false;
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        if (cause instanceof CloseException) {
            blame("its WebSocket breaks the protocol, or its messages are too large");
        }
        end();
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        end();
        farewells.end(session);
        callback.succeeded();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// What whoever reads is told at the end, unless it was ours.
    private synchronized void blame(String what) {
        if (!closed) {
            fault = Optional.of(what);
        }
    }

    // The viewer's side.

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (mustDemand()) {
            session.demand();
        }
        return take(into);
    }

    private synchronized boolean mustDemand() {
        if (demanded || closed || ended || received.hasRemaining()) {
            return false;
        }
        demanded = true;
        return true;
    }

    private synchronized int take(ByteBuffer into) throws IOException {
        try {
            while (!closed && !ended && !received.hasRemaining()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (received.hasRemaining()) {
            int count = Math.min(received.remaining(), into.remaining());
            into.put(received.slice(received.position(), count));
            received.position(received.position() + count);
            return count;
        }
        if (fault.isPresent()) {
            throw new ProtocolException(fault.get());
        }
        return -1;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), MAX_FRAME);
            send(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    private void send(ByteBuffer part) throws IOException {
        synchronized (this) {
            if (closed || ended) {
                throw new IOException("the WebSocket is closed");
            }
        }
        Callback.Completable sent = new Callback.Completable();
        session.sendFrame(new Frame(OpCode.BINARY, part), sent, false);
        try {
            Void _ = sent.get();
        } catch (ExecutionException e) {
            awaitEnd();
            throw new IOException("the WebSocket is closed", e.getCause());
        } catch (InterruptedException e) {
            session.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /// Waits until it is known what it ended by: who sends closes it then, and whoever reads would
    /// be told nothing.
    private synchronized void awaitEnd() throws InterruptedIOException {
        long deadline = System.nanoTime() + TO_END_NANOS;
        try {
            for (long left = TO_END_NANOS; left > 0 && !closed && !ended; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public String peer() {
        return text(peer);
    }

    static String text(InetSocketAddress peer) {
        return Addresses.text(peer.getAddress(), peer.getPort());
    }

    @Override
    public Optional<InetAddress> address() {
        return Optional.of(peer.getAddress());
    }

    /// The browser is told that this is the end, if it takes what it is sent.
    @Override
    public void close() {
        boolean demand;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            demand = !demanded && !ended;
            received = NOTHING;
            notifyAll();
        }
        session.close(CloseStatus.NORMAL, null, Callback.NOOP);
        // For its answer.
        if (demand) {
            session.demand();
        }
        farewells.begin(session);
    }
}
