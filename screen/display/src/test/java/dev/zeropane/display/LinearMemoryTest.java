// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LinearMemoryTest {
    private static final int SIZE = 1 << 20;
    private static final int ROUNDS = 200;

    /// A reader that is thrown out is a display's thread, which has to wait and to write files
    /// afterwards.
    @Test
    void takenBackDuringARead_readerIsNotInterrupted() throws InterruptedException {
        AtomicInteger thrownOut = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < ROUNDS; i++) {
            Arena arena = Arena.ofShared();
            LinearMemory memory = new LinearMemory(arena.allocate(SIZE));
            CountDownLatch reading = new CountDownLatch(1);
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                if (!memory.read(pixels -> readForEver(pixels, reading))) {
                                    thrownOut.incrementAndGet();
                                }
                                if (Thread.interrupted()) {
                                    interrupted.incrementAndGet();
                                }
                            });
            reading.await();
            arena.close();
            reader.join();
        }
        assertEquals(ROUNDS, thrownOut.get());
        assertEquals(0, interrupted.get());
    }

    private static void readForEver(MemorySegment pixels, CountDownLatch reading) {
        MemorySegment copy = MemorySegment.ofArray(new byte[SIZE]);
        while (true) {
            copy.copyFrom(pixels);
            reading.countDown();
        }
    }

    @Test
    void takenBackBefore_readsNothing() {
        Arena arena = Arena.ofShared();
        LinearMemory memory = new LinearMemory(arena.allocate(SIZE));
        assertTrue(memory.read(_ -> {}));
        arena.close();
        assertFalse(memory.read(pixels -> pixels.get(ValueLayout.JAVA_BYTE, 0)));
    }
}
