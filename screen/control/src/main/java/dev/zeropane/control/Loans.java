// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The copies of pictures that all clients hold. A copy counts for as long as any process holds it,
/// even after `next` or the end of the connection: a client may keep its copies. Belongs to the
/// control thread.
final class Loans implements AutoCloseable {
    /// Each copy needs a descriptor in this process.
    static final int MAX_COPIES = 256;

    private final long limit;
    private final List<FrameCopy> copies = new ArrayList<>();
    private long bytes;

    /// @param limit in bytes
    Loans(long limit) {
        this.limit = limit;
    }

    /// Whether a copy of so many bytes may be made.
    boolean hasRoomFor(long size) {
        if (!fits(size)) {
            settle();
        }
        return fits(size);
    }

    private boolean fits(long size) {
        return wholePages(size) <= limit - bytes && copies.size() < MAX_COPIES;
    }

    /// Adds a copy that was sent to a client; takes ownership.
    void add(FrameCopy copy) {
        copy.memory().finishHandover();
        copies.add(copy);
        bytes += wholePages(copy.size());
    }

    /// Frees the copies that no client holds any more.
    void settle() {
        for (Iterator<FrameCopy> all = copies.iterator(); all.hasNext(); ) {
            FrameCopy copy = all.next();
            if (!copy.memory().isInUse()) {
                copy.memory().close();
                bytes -= wholePages(copy.size());
                all.remove();
            }
        }
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    private static long wholePages(long size) {
        return Math.ceilDiv(size, Mapping.PAGE_SIZE) * Mapping.PAGE_SIZE;
    }

    @Override
    public void close() {
        copies.forEach(copy -> copy.memory().close());
        copies.clear();
    }

    @Override
    public String toString() {
        return "%d pictures of %d MiB together".formatted(copies.size(), bytes >> 20);
    }
}
