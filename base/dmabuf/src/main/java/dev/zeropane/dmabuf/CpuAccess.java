// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

/// Access to a dma-buf's memory that was begun with [DmaBuf#beginCpuAccess]. One thread.
public final class CpuAccess implements AutoCloseable {
    private final DmaBuf buffer;
    private final DmaBuf.Direction direction;
    private boolean ended;

    CpuAccess(DmaBuf buffer, DmaBuf.Direction direction) {
        this.buffer = buffer;
        this.direction = direction;
    }

    /// Ends it; before the dma-buf is closed.
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            buffer.endCpuAccess(direction);
        }
    }
}
