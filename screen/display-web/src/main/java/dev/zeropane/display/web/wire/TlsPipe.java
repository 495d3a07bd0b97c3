// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// TLS upon another pipe. What it keeps is three records of at most 17 KiB each. A client may not
/// negotiate anew: it costs us more than it costs a client.
public final class TlsPipe implements BytePipe {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final BytePipe below;
    private final SSLEngine engine;

    // The reader's: what came, and what of it can be read already. Both to be taken from.
    private final ByteBuffer received;
    private final ByteBuffer plain;

    // What is on its way, guarded by the lock: a reader may have to answer.
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer sent;

    private TlsPipe(BytePipe below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        this.received = ByteBuffer.allocate(record).flip();
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
        this.sent = ByteBuffer.allocate(record);
    }

    /// Agrees with the client. Waits for it; closing the pipe below ends that.
    ///
    /// @throws ProtocolException if the client does not agree, saying why
    public static TlsPipe accept(BytePipe below, SSLEngine engine) throws IOException {
        TlsPipe pipe = new TlsPipe(below, engine);
        try {
            engine.beginHandshake();
            pipe.handshake();
            return pipe;
        } catch (SSLException e) {
            pipe.sayWhy();
            throw broken(e);
        }
    }

    private void handshake() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        throw new EOFException("it left before TLS was agreed upon");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /// Lets the client know what was wrong, if it reads that.
    private void sayWhy() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
            }
        } catch (IOException e) {
            // It need not.
        }
    }

    private static ProtocolException broken(SSLException e) {
        return new ProtocolException("TLS failed: " + e.getMessage());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            while (!plain.hasRemaining()) {
                if (!unwrap()) {
                    return -1;
                }
                afterUnwrap();
            }
        } catch (SSLException e) {
            throw broken(e);
        }
        int count = Math.min(plain.remaining(), into.remaining());
        into.put(into.position(), plain, plain.position(), count);
        into.position(into.position() + count);
        plain.position(plain.position() + count);
        return count;
    }

    /// New keys (TLS 1.3) are answered at once: those that are asked for without end would pile up
    /// if nothing else were sent.
    private void afterUnwrap() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> {
                if (engine.getSession().getProtocol().equals("TLSv1.2")
                        && !engine.isInboundDone()) {
                    throw new ProtocolException("it wants to negotiate TLS anew");
                }
                wrap(NOTHING);
            }
            case NEED_TASK -> throw new ProtocolException("it wants to negotiate TLS anew");
            default -> {}
        }
    }

    /// Reads one record, and waits for it.
    ///
    /// @return false if the client sends nothing more
    private boolean unwrap() throws IOException {
        while (true) {
            plain.clear();
            SSLEngineResult result;
            try {
                result = engine.unwrap(received, plain);
            } finally {
                plain.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_UNDERFLOW -> {
                    if (!receive()) {
                        return false;
                    }
                }
                case BUFFER_OVERFLOW ->
                        throw new ProtocolException("it sent a TLS record that is too long");
            }
        }
    }

    private boolean receive() throws IOException {
        received.compact();
        try {
            if (!received.hasRemaining()) {
                throw new ProtocolException("it sent a TLS record that is too long");
            }
            return below.read(received) > 0;
        } finally {
            received.flip();
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        do {
            wrap(bytes);
        } while (bytes.hasRemaining());
    }

    private void wrap(ByteBuffer bytes) throws IOException {
        sending.lock();
        try {
            sent.clear();
            SSLEngineResult result = engine.wrap(bytes, sent);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED && sent.position() == 0) {
                throw new EOFException("it has ended TLS");
            }
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new IllegalStateException("no room for a TLS record");
            }
            below.write(sent.flip());
        } finally {
            sending.unlock();
        }
    }

    @Override
    public String peer() {
        return below.peer();
    }

    @Override
    public Optional<InetAddress> address() {
        return below.address();
    }

    @Override
    public void close() {
        below.close();
    }
}
