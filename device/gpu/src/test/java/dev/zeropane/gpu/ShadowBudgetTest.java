// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import org.junit.jupiter.api.Test;

/// What a guest's resources are charged.
final class ShadowBudgetTest {
    @Test
    void smallestPiece_takesAWholePage() {
        Budget memory = new Budget(2 * Mapping.PAGE_SIZE);
        Budget mappings = new Budget(8);
        try (Shadow _ = Shadow.create(4, memory, mappings).orElseThrow();
                Shadow _ = Shadow.create(1, memory, mappings).orElseThrow()) {
            assertEquals(2 * Mapping.PAGE_SIZE, memory.used());
            assertTrue(Shadow.create(1, memory, mappings).isEmpty());
            assertEquals(2, mappings.used());
        }
        assertEquals(0, memory.used());
    }

    @Test
    void largestSize_isTooMuch() {
        Budget memory = new Budget(Long.MAX_VALUE / 2);
        Budget mappings = new Budget(8);
        assertTrue(Shadow.create(Long.MAX_VALUE / 2 + 1, memory, mappings).isEmpty());
        assertEquals(0, mappings.used());
    }

    /// A copy stands in for a view that has no mappings.
    @Test
    void eachPiece_countsAsAMapping_andIsHadAlsoIfNoneAreLeft() {
        Budget memory = new Budget(1 << 20);
        Budget mappings = new Budget(1);
        try (Shadow _ = Shadow.create(4, memory, mappings).orElseThrow();
                Shadow _ = Shadow.create(4, memory, mappings).orElseThrow()) {
            assertEquals(2, mappings.used());
        }
        assertEquals(0, mappings.used());
    }
}
