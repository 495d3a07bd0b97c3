// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.MappingBudget;
import dev.zeropane.linux.Mapping;
import org.junit.jupiter.api.Test;

/// What a guest's resources are charged.
final class HostMemoryTest {
    @Test
    void smallestPiece_takesAWholePage() {
        HostMemory memory = new HostMemory(2 * Mapping.PAGE_SIZE, new MappingBudget(8));
        try (Shadow _ = Shadow.create(4, memory).orElseThrow();
                Shadow _ = Shadow.create(1, memory).orElseThrow()) {
            assertEquals(2 * Mapping.PAGE_SIZE, memory.used());
            assertTrue(Shadow.create(1, memory).isEmpty());
        }
        assertEquals(0, memory.used());
    }

    @Test
    void largestSize_isTooMuch() {
        HostMemory memory = new HostMemory(Long.MAX_VALUE / 2, new MappingBudget(8));
        assertTrue(Shadow.create(Long.MAX_VALUE / 2 + 1, memory).isEmpty());
    }

    /// A copy stands in for a view that has no mappings.
    @Test
    void eachPiece_countsAsAMapping_andIsHadAlsoIfNoneAreLeft() {
        MappingBudget mappings = new MappingBudget(1);
        HostMemory memory = new HostMemory(1 << 20, mappings);
        try (Shadow _ = Shadow.create(4, memory).orElseThrow();
                Shadow _ = Shadow.create(4, memory).orElseThrow()) {
            assertEquals(2, mappings.used());
        }
        assertEquals(0, mappings.used());
    }
}
