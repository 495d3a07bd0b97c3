// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Counting what there may be together.
final class BudgetTest {
    private final Budget budget = new Budget(100);

    @Test
    void take_exactlyWhatIsLeft_isGivenAndNotOneMore() {
        assertFalse(budget.take(101));
        assertTrue(budget.take(100));
        assertFalse(budget.take(1));
        assertTrue(budget.take(0));
        assertEquals(100, budget.used());
        budget.giveBack(100);
        assertEquals(0, budget.used());
        assertEquals(100, budget.limit());
    }

    @Test
    void take_hugeNumber_doesNotWrap() {
        assertTrue(budget.take(1));
        assertFalse(budget.take(Long.MAX_VALUE));
        assertTrue(budget.share(Long.MAX_VALUE).isEmpty());
        Budget all = new Budget(Long.MAX_VALUE);
        assertTrue(all.take(Long.MAX_VALUE));
        assertFalse(all.take(1));
    }

    @Test
    void charge_exceedsTheLimit_andLeavesTheOthersNothing() {
        assertTrue(budget.take(60));
        budget.charge(60);
        assertEquals(120, budget.used());
        assertFalse(budget.take(1));
        budget.giveBack(60);
        assertTrue(budget.take(40));
    }

    @Test
    void share_isGivenBackByItsLastHolder() {
        Budget.Share share = budget.share(70).orElseThrow();
        share.retain();
        share.release();
        assertEquals(70, budget.used());
        assertTrue(budget.share(31).isEmpty());
        share.release();
        assertEquals(0, budget.used());
    }

    @Test
    void negativeAmounts_areRefused_andWhatWasNotTaken() {
        assertThrows(IllegalArgumentException.class, () -> new Budget(-1));
        assertThrows(IllegalArgumentException.class, () -> budget.take(-1));
        assertThrows(IllegalArgumentException.class, () -> budget.share(-1));
        assertThrows(IllegalArgumentException.class, () -> budget.charge(-1));
        assertThrows(IllegalArgumentException.class, () -> budget.giveBack(-1));
        assertThrows(IllegalStateException.class, () -> budget.giveBack(1));
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
                                    Optional<Budget.Share> share = budget.share(25);
                                    most.accumulateAndGet(budget.used(), Math::max);
                                    share.ifPresent(Budget.Share::release);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, budget.used());
        assertTrue(most.get() <= 100, "most " + most);
        assertTrue(budget.take(100));
    }
}
