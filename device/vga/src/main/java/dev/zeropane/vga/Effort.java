// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

/// What comparing has cost so far. Written by one thread, read by any.
final class Effort {
    private volatile long rows;
    private volatile long bytes;
    private volatile long bytesCopied;

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void compared(int comparedRows, long comparedBytes) {
        rows += comparedRows;
        bytes += comparedBytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void copied(long copied) {
        bytesCopied += copied;
    }

    /// Rows compared.
    long rows() {
        return rows;
    }

    /// Their bytes.
    long bytes() {
        return bytes;
    }

    /// Bytes copied to the mirror.
    long bytesCopied() {
        return bytesCopied;
    }
}
