// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import org.junit.jupiter.api.Test;

/// Counting what is pinned. A memfd is the buffer here: nothing of this asks what kind of file it
/// is.
final class PinnedBudgetTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final Budget budget = new Budget(4 * PAGE);

    private DmaBuf buffer(long size) {
        return new DmaBuf(Memfd.create("buffer", size), size, budget.share(size));
    }

    @Test
    void overBudget_tellsNumbersAndRemedy() {
        Budget.Share _ = budget.share(PAGE).orElseThrow();
        ExportRefusal refusal = ExportRefusal.overBudget(5 * PAGE, budget);
        assertEquals(ExportRefusal.Kind.OVER_BUDGET, refusal.kind());
        assertEquals(
                "needs 20480 bytes of pinned memory, and 4096 of 16384 are in use",
                refusal.reason());
        assertEquals("close other dma-bufs, or raise the budget's limit", refusal.remedy());
    }

    @Test
    void close_bufferThenMappings_givenBackWithTheLast() {
        DmaBuf buffer = buffer(2 * PAGE);
        DmaBufMapping first = buffer.map(Mapping.Access.READ);
        DmaBufMapping second = buffer.map(Mapping.Access.READ_WRITE);
        buffer.close();
        first.close();
        assertEquals(2 * PAGE, budget.used());
        second.close();
        assertEquals(0, budget.used());
    }

    @Test
    void close_everythingTwice_givenBackOnce() {
        Budget.Share other = budget.share(PAGE).orElseThrow();
        DmaBuf buffer = buffer(PAGE);
        DmaBufMapping mapping = buffer.map(Mapping.Access.READ);
        mapping.close();
        mapping.close();
        assertEquals(2 * PAGE, budget.used());
        buffer.close();
        buffer.close();
        assertEquals(PAGE, budget.used());
        other.release();
    }

    @Test
    void duplicate_countsInNoBudget() {
        DmaBuf buffer = buffer(PAGE);
        DmaBuf copy = buffer.duplicate();
        buffer.close();
        assertEquals(0, budget.used());
        copy.close();
        assertEquals(0, budget.used());
    }

    /// Closing from two threads at once: the budget must be given back once, the descriptor closed
    /// once.
    @Test
    void close_fromTwoThreads_givenBackOnce() throws Exception {
        for (int i = 0; i < 2000; i++) {
            DmaBuf buffer = buffer(PAGE);
            Thread other = Thread.ofPlatform().start(buffer::close);
            buffer.close();
            other.join();
            assertEquals(0, budget.used());
        }
    }
}
