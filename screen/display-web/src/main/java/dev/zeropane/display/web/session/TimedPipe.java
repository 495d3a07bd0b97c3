// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.wire.BytePipe;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;

/// A pipe that knows for how long its client has not taken what is written, and counts that.
final class TimedPipe implements BytePipe {
    private final BytePipe below;
    private final IntConsumer sent;

    /// When the write began that still waits.
    private volatile Optional<Long> began = Optional.empty();

    /// @param sent told how many bytes were written
    TimedPipe(BytePipe below, IntConsumer sent) {
        this.below = below;
        this.sent = sent;
    }

    /// Whether one write has waited for so long. Any thread.
    boolean hasWaited(Duration limit) {
        long now = System.nanoTime();
        return began.filter(start -> now - start >= limit.toNanos()).isPresent();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return below.read(into);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        began = Optional.of(System.nanoTime());
        sent.accept(bytes.remaining());
        try {
            below.write(bytes);
        } finally {
            began = Optional.empty();
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
