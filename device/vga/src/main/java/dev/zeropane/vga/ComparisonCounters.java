// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

/// Counters of all comparisons. Written by one thread, read by any.
final class ComparisonCounters {
    private volatile long rows;
    private volatile long bytes;
    private volatile long bytesCopied;

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void addCompared(int comparedRows, long comparedBytes) {
        rows += comparedRows;
        bytes += comparedBytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void addCopied(long copied) {
        bytesCopied += copied;
    }

    /// Rows compared.
    long rows() {
        return rows;
    }

    /// Bytes compared.
    long bytes() {
        return bytes;
    }

    /// Bytes copied to the mirror.
    long bytesCopied() {
        return bytesCopied;
    }
}
