// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.lend;

import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The copies of pictures that all clients hold. A copy counts for as long as any process holds it,
/// even after `next` or the end of the connection: a client may keep its copies. Belongs to the
/// control thread.
public final class Loans implements AutoCloseable {
    /// Each copy needs a descriptor in this process.
    static final int MAX_COPIES = 256;

    private final long limit;
    private final List<Loan> loans = new ArrayList<>();

    /// Of all pictures, those that are still written to included, as is their number.
    private long bytes;

    private int copies;

    /// Memory that this process has done with.
    private record Loan(LentFile memory, long size) {}

    /// @param limit in bytes
    public Loans(long limit) {
        this.limit = limit;
    }

    /// Whether a copy of so many bytes may be made.
    public boolean hasRoomFor(long size) {
        if (!fits(size)) {
            settle();
        }
        return fits(size);
    }

    private boolean fits(long size) {
        return wholePages(size) <= limit - bytes && copies < MAX_COPIES;
    }

    /// A copy was made, which counts from now on; [#lend] follows when nothing more is written to
    /// it.
    public void charge(long size) {
        copies++;
        bytes += wholePages(size);
    }

    /// Takes ownership of a charged copy, which counts until no client has it.
    public void lend(LentFile memory, long size) {
        memory.finishHandover();
        loans.add(new Loan(memory, size));
    }

    /// Frees the copies that no client holds any more.
    public void settle() {
        for (Iterator<Loan> all = loans.iterator(); all.hasNext(); ) {
            Loan loan = all.next();
            if (!loan.memory.isInUse()) {
                loan.memory.close();
                copies--;
                bytes -= wholePages(loan.size);
                all.remove();
            }
        }
    }

    /// Whether there is nothing to settle.
    public boolean isEmpty() {
        return loans.isEmpty();
    }

    private static long wholePages(long size) {
        return Math.ceilDiv(size, Mapping.PAGE_SIZE) * Mapping.PAGE_SIZE;
    }

    @Override
    public void close() {
        loans.forEach(loan -> loan.memory.close());
        loans.clear();
    }

    @Override
    public String toString() {
        return "%d pictures of %d MiB together".formatted(copies, bytes >> 20);
    }
}
