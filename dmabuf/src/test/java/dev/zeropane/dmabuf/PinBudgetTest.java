// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Counting what is pinned. A memfd is the buffer here: nothing of this asks what kind of file it
/// is.
final class PinBudgetTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final PinBudget budget = new PinBudget(4 * PAGE);

    private DmaBuf buffer(long size) {
        return new DmaBuf(Memfd.create("buffer", size), size, budget.take(size));
    }

    @Test
    void take_exactlyWhatIsLeft_isGivenAndNotAByteMore() {
        assertTrue(budget.take(4 * PAGE + 1).isEmpty());
        PinBudget.Pin pin = budget.take(4 * PAGE).orElseThrow();
        assertTrue(budget.take(1).isEmpty());
        assertEquals(4 * PAGE, budget.used());
        pin.letGo();
        assertEquals(0, budget.used());
        assertEquals(4 * PAGE, budget.limit());
    }

    @Test
    void take_hugeNumber_doesNotWrap() {
        PinBudget.Pin _ = budget.take(PAGE).orElseThrow();
        assertTrue(budget.take(Long.MAX_VALUE).isEmpty());
    }

    @Test
    void exceeded_tellsNumbersAndRemedy() {
        PinBudget.Pin _ = budget.take(PAGE).orElseThrow();
        ExportRefusal refusal = budget.exceeded(5 * PAGE);
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
        PinBudget.Pin other = budget.take(PAGE).orElseThrow();
        DmaBuf buffer = buffer(PAGE);
        DmaBufMapping mapping = buffer.map(Mapping.Access.READ);
        mapping.close();
        mapping.close();
        assertEquals(2 * PAGE, budget.used());
        buffer.close();
        buffer.close();
        assertEquals(PAGE, budget.used());
        other.letGo();
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

    @Test
    void takeAndLetGo_fromManyThreads_neverOverTheLimit() throws Exception {
        AtomicLong most = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < 20_000; n++) {
                                    Optional<PinBudget.Pin> pin = budget.take(PAGE);
                                    most.accumulateAndGet(budget.used(), Math::max);
                                    pin.ifPresent(PinBudget.Pin::letGo);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, budget.used());
        assertTrue(most.get() <= 4 * PAGE, "most " + most);
        assertFalse(budget.take(4 * PAGE).isEmpty());
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
