// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// QEMU's qtest protocol (docs/devel/testing/qtest.rst): a line of text for each access to the
/// guest's memory and registers, as if its processor made it.
final class Qtest implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(256).limit(0);

    private Qtest(SocketChannel channel) {
        this.channel = channel;
    }

    /// Connects to QEMU, which may not listen yet.
    static Qtest connect(Path socket, BooleanSupplier isAlive) throws IOException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return new Qtest(channel);
            } catch (IOException e) {
                channel.close();
                if (!isAlive.getAsBoolean() || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    int read(long address) {
        String answer = ask("readl 0x%x".formatted(address));
        return (int) Long.parseUnsignedLong(answer.substring("OK 0x".length()), 16);
    }

    void write(long address, int value) {
        ask("writel 0x%x 0x%x".formatted(address, value));
    }

    private String ask(String command) {
        try {
            ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            String answer = line();
            if (!answer.startsWith("OK")) {
                throw new IllegalStateException(command + " was answered with " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("QEMU does not answer " + command, e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!in.hasRemaining()) {
                in.clear();
                if (channel.read(in) < 0) {
                    throw new IOException("the connection has ended");
                }
                in.flip();
            }
            char next = (char) in.get();
            if (next == '\n') {
                return line.toString();
            }
            line.append(next);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
