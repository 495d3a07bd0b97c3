// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A dma-buf's memory in this process. Its segment may be used from any thread; after [#close]
/// every access throws [IllegalStateException].
public final class DmaBufMapping implements AutoCloseable {
    private final Mapping mapping;
    private final Optional<Budget.Share> pin;
    private final AtomicBoolean closed = new AtomicBoolean();

    DmaBufMapping(Mapping mapping, Optional<Budget.Share> pin) {
        this.mapping = mapping;
        this.pin = pin;
    }

    /// All of its bytes.
    public MemorySegment segment() {
        return mapping.segment();
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            mapping.close();
            pin.ifPresent(Budget.Share::release);
        }
    }
}
