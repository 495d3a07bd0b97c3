package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Mapping;
import org.junit.jupiter.api.Test;

/// What a guest's resources are charged.
final class HostMemoryTest {
    @Test
    void smallestPiece_takesAWholePage() {
        HostMemory memory = new HostMemory(2 * Mapping.PAGE_SIZE);
        try (Shadow _ = memory.allocate(4).orElseThrow();
                Shadow _ = memory.allocate(1).orElseThrow()) {
            assertEquals(2 * Mapping.PAGE_SIZE, memory.used());
            assertTrue(memory.allocate(1).isEmpty());
        }
        assertEquals(0, memory.used());
    }

    @Test
    void largestSize_isTooMuch() {
        assertTrue(new HostMemory(Long.MAX_VALUE / 2).allocate(Long.MAX_VALUE / 2 + 1).isEmpty());
    }
}
