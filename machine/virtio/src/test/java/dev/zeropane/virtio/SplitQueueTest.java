// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The ring is written here byte by byte, as a driver would.
final class SplitQueueTest extends SplitQueueRig {
    @Test
    void request_splitOverBuffers_isReadWhole_andAnswered() {
        request(0);
        Chain chain = queue.pop().orElseThrow();
        MemorySegment target = MemorySegment.ofArray(new byte[10]);
        assertEquals(2, chain.readable());
        assertEquals(4, chain.writable());
        assertEquals(2, chain.read(target));
        assertEquals(7, target.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(8, target.get(ValueLayout.JAVA_BYTE, 1));
        chain.complete(bytes(1, 2, 3), 3);
        assertEquals(1, usedIdx());
        assertEquals(0, usedId(0));
        assertEquals(3, usedLength(0));
        assertEquals(3, ram.get(ValueLayout.JAVA_BYTE, DATA + 202));
        assertEquals(0, calls);
        queue.signal();
        queue.signal();
        assertEquals(1, calls);
    }

    @Test
    void answer_longerThanTheRoom_isCut() {
        request(0);
        queue.pop().orElseThrow().complete(bytes(1, 2, 3, 4, 5, 6), 6);
        assertEquals(4, usedLength(0));
        assertEquals(0, ram.get(ValueLayout.JAVA_BYTE, DATA + 204));
    }

    @Test
    void answers_outOfOrder_land_andASecondOneThrows() {
        request(0);
        request(3);
        Chain first = queue.pop().orElseThrow();
        Chain second = queue.pop().orElseThrow();
        second.complete(bytes(1), 1);
        first.complete(bytes(2), 1);
        assertEquals(3, usedId(0));
        assertEquals(0, usedId(1));
        assertThrows(IllegalStateException.class, () -> first.complete(bytes(1), 1));
    }

    @Test
    void answer_whileStopped_isDeliveredOnStart() {
        request(0);
        Chain chain = queue.pop().orElseThrow();
        assertEquals(1, queue.stop());
        chain.complete(bytes(9), 1);
        assertEquals(0, usedIdx());
        queue.start(memory, RING, SIZE, 1, false);
        assertEquals(1, usedIdx());
        assertEquals(9, ram.get(ValueLayout.JAVA_BYTE, DATA + 200));
        assertEquals(1, calls);
    }

    @Test
    void answer_afterReset_isDropped() {
        request(0);
        Chain chain = queue.pop().orElseThrow();
        queue.reset();
        ram.asSlice(AVAIL, 64).fill((byte) 0);
        availIdx = 0;
        queue.start(memory, RING, SIZE, 0, false);
        chain.complete(bytes(9), 1);
        assertEquals(0, usedIdx());
        request(0);
        assertTrue(queue.pop().isPresent());
    }

    @Test
    void indirectTable_isFollowed() {
        long table = 0x8008; // needs no alignment
        ram.asSlice(table, 32).fill((byte) 0);
        ram.set(ValueLayout.JAVA_LONG, table, DATA);
        ram.set(ValueLayout.JAVA_INT, table + 8, 2);
        ram.set(ValueLayout.JAVA_SHORT, table + 12, (short) NEXT);
        ram.set(ValueLayout.JAVA_SHORT, table + 14, (short) 1);
        ram.set(ValueLayout.JAVA_LONG, table + 16, DATA + 64);
        ram.set(ValueLayout.JAVA_INT, table + 24, 8);
        ram.set(ValueLayout.JAVA_SHORT, table + 28, (short) WRITE);
        descriptor(DESC, 0, table, 32, INDIRECT, 0);
        publish(0);
        Chain chain = queue.pop().orElseThrow();
        assertEquals(2, chain.readable());
        assertEquals(8, chain.writable());
    }

    /// A table that all chains have in common makes them long at no cost to the driver.
    @Test
    void longChainsWithoutEnd_noMoreIsRememberedThanABound() {
        // With the one that refers to the table.
        int entries = DescriptorWalk.MAX_DESCRIPTORS - 1;
        int size = 256;
        long table = 0x20000;
        for (int i = 0; i < entries; i++) {
            descriptor(table, i, DATA, 1, i + 1 < entries ? NEXT : 0, i + 1);
        }
        RingAddresses ring = new RingAddresses(0x40000, 0x50000, 0x60000);
        queue.stop();
        queue.start(memory, ring, size, 0, false);
        for (int i = 0; i < size; i++) {
            descriptor(0x40000, i, table, 16 * entries, INDIRECT, 0);
            ram.set(ValueLayout.JAVA_SHORT, 0x50000 + 4 + 2L * i, (short) i);
        }
        ram.set(ValueLayout.JAVA_SHORT, 0x50000 + 2, (short) size);
        List<Chain> chains = new ArrayList<>();
        for (Optional<Chain> next = queue.pop(); next.isPresent(); next = queue.pop()) {
            chains.add(next.get());
        }
        assertEquals(SplitQueue.MAX_BUFFERS / entries, chains.size());
        assertEquals(size - chains.size(), dropped.size());
        // What is given back makes room.
        chains.forEach(chain -> chain.complete(bytes(1), 1));
        ram.set(ValueLayout.JAVA_SHORT, 0x50000 + 2, (short) (size + 1));
        assertTrue(queue.pop().isPresent());
        assertTrue(queue.isRunning());
    }

    private void assertDropped() {
        assertTrue(queue.pop().isEmpty());
        assertEquals(1, dropped.size(), dropped.toString());
        assertEquals(1, usedIdx());
        assertEquals(0, usedLength(0));
        assertTrue(queue.isRunning());
        request(0);
        assertTrue(queue.pop().isPresent());
    }

    @Test
    void loopingChain_isDropped() {
        descriptor(DESC, 0, DATA, 1, NEXT, 1);
        descriptor(DESC, 1, DATA, 1, NEXT, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void nextOutOfRange_isDropped() {
        descriptor(DESC, 0, DATA, 1, NEXT, SIZE);
        publish(0);
        assertDropped();
    }

    @Test
    void bufferOutsideMemory_isDropped() {
        descriptor(DESC, 0, RAM - 4, 8, 0, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void bufferOfAllOnes_isDropped() {
        descriptor(DESC, 0, -1, -1, 0, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void writableBeforeReadable_isDropped() {
        descriptor(DESC, 0, DATA, 4, WRITE | NEXT, 1);
        descriptor(DESC, 1, DATA, 4, 0, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void indirectWithinIndirect_isDropped() {
        ram.set(ValueLayout.JAVA_SHORT, 0x8000 + 12, (short) INDIRECT);
        ram.set(ValueLayout.JAVA_INT, 0x8000 + 8, 16);
        descriptor(DESC, 0, 0x8000, 16, INDIRECT, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void indirectOfOddLength_isDropped() {
        descriptor(DESC, 0, 0x8000, 17, INDIRECT, 0);
        publish(0);
        assertDropped();
    }

    @Test
    void headOutOfRange_breaksTheQueue_untilItIsResetAndSetUpAgain() {
        publish(SIZE);
        assertTrue(queue.pop().isEmpty());
        assertEquals(1, broken.size());
        assertFalse(queue.isRunning());
        queue.reset();
        ram.asSlice(AVAIL, 64).fill((byte) 0);
        availIdx = 0;
        queue.start(memory, RING, SIZE, 0, false);
        request(0);
        assertTrue(queue.pop().isPresent());
    }

    @Test
    void availableIndexTooFarAhead_breaksTheQueue() {
        ram.set(ValueLayout.JAVA_SHORT, AVAIL + 2, (short) (SIZE + 1));
        assertTrue(queue.pop().isEmpty());
        assertEquals(1, broken.size());
    }

    @Test
    void headMadeAvailableTwice_breaksTheQueue() {
        request(0);
        publish(0);
        assertTrue(queue.pop().isPresent());
        assertTrue(queue.pop().isEmpty());
        assertEquals(1, broken.size());
    }

    @Test
    void start_sizeNotAPowerOfTwo_orMisaligned_orOutsideMemory_isRefused() {
        SplitQueue fresh = queue;
        fresh.stop();
        for (int size : new int[] {0, 3, -1, 65536}) {
            assertRefused(fresh.start(memory, RING, size, 0, false));
        }
        for (RingAddresses bad :
                List.of(
                        new RingAddresses(DESC + 8, AVAIL, USED),
                        new RingAddresses(DESC, AVAIL + 1, USED),
                        new RingAddresses(DESC, AVAIL, USED + 2),
                        new RingAddresses(RAM - 16, AVAIL, USED),
                        new RingAddresses(DESC, AVAIL, -4096))) {
            assertRefused(fresh.start(memory, bad, SIZE, 0, false));
        }
    }

    private void assertRefused(Optional<String> wrong) {
        assertTrue(wrong.isPresent());
        assertFalse(queue.isRunning());
    }

    @Test
    void ringMemoryRemoved_breaksTheQueue() {
        queue.memoryReplaced(GuestMemory.EMPTY);
        assertEquals(1, broken.size());
        assertTrue(queue.pop().isEmpty());
    }

    @Test
    void eventIdx_callsOnlyWhenTheDriversEventIsPassed_andAsksForTheNextKick() {
        queue.stop();
        queue.start(memory, RING, SIZE, 0, true);
        ram.set(ValueLayout.JAVA_SHORT, AVAIL + 4 + 2 * SIZE, (short) 1); // used_event
        request(0);
        queue.pop().orElseThrow().complete(bytes(1), 1);
        queue.signal();
        assertEquals(0, calls);
        request(3);
        queue.pop().orElseThrow().complete(bytes(1), 1);
        queue.signal();
        assertEquals(1, calls);
        assertTrue(queue.pop().isEmpty());
        assertEquals(2, ram.get(ValueLayout.JAVA_SHORT, USED + 4 + 8 * SIZE)); // avail_event
    }

    @Test
    void eventIdx_ringEmptiedExactly_asksForTheNextKick() {
        queue.stop();
        queue.start(memory, RING, SIZE, 0, true);
        for (int i = 0; i < SIZE; i++) {
            descriptor(DESC, i, DATA, 1, 0, 0);
            publish(i);
        }
        for (int i = 0; i < SIZE; i++) {
            queue.pop().orElseThrow().complete(bytes(1), 1);
        }
        assertFalse(queue.hasAvailable());
        assertEquals(SIZE, ram.get(ValueLayout.JAVA_SHORT, USED + 4 + 8 * SIZE));
    }

    @Test
    void wrongChainsWithoutEnd_endTheTurn() {
        descriptor(DESC, 0, RAM, 8, 0, 0);
        for (int i = 0; i < SIZE; i++) {
            publish(0);
        }
        assertTrue(queue.pop().isEmpty());
        assertEquals(SIZE, dropped.size());
        assertTrue(broken.isEmpty());
    }

    @Test
    void answersNotYetAnnounced_areAnnouncedOnTheNextStart() {
        request(0);
        queue.pop().orElseThrow().complete(bytes(1), 1);
        int base = queue.stop();
        queue.start(memory, RING, SIZE, base, true);
        assertEquals(1, calls);
    }

    @Test
    void noInterruptFlag_isHonoured() {
        ram.set(ValueLayout.JAVA_SHORT, AVAIL, (short) 1);
        request(0);
        queue.pop().orElseThrow().complete(bytes(1), 1);
        queue.signal();
        assertEquals(0, calls);
    }

    @Test
    void indices_wrapAround() {
        for (int i = 0; i < 70000; i++) {
            request(0);
            queue.pop().orElseThrow().complete(bytes(1), 1);
        }
        assertEquals(70000 & 0xffff, usedIdx());
    }

    @Test
    void start_ringAtAnOddByteOfTheFile_isRefused() {
        // As a front-end may describe it: aligned for the guest, but not where we map it.
        GuestRegion odd = GuestRegion.map(fd.dup(), RAM, RAM / 2, 1);
        try {
            GuestMemory both = GuestMemory.of(List.of(region, odd));
            for (RingAddresses ring :
                    List.of(
                            new RingAddresses(RAM + DESC, AVAIL, USED),
                            new RingAddresses(DESC, RAM + AVAIL, USED),
                            new RingAddresses(DESC, AVAIL, RAM + USED))) {
                queue.stop();
                assertRefused(queue.start(both, ring, SIZE, 0, false));
            }
        } finally {
            odd.close();
        }
    }

    @Test
    void randomDescriptors_neverThrow_norLeaveTheQueueStuck() {
        long seed = 20180618;
        Random random = new Random(seed);
        for (int round = 0; round < 20000; round++) {
            queue.reset();
            ram.asSlice(AVAIL, 64).fill((byte) 0);
            availIdx = 0;
            queue.start(memory, RING, SIZE, 0, random.nextBoolean());
            for (int i = 0; i < SIZE; i++) {
                descriptor(
                        DESC,
                        i,
                        random.nextInt(4) == 0 ? random.nextLong() : random.nextInt((int) RAM),
                        random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(8192),
                        random.nextInt(8),
                        random.nextInt(SIZE + 2));
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                publish(random.nextInt(SIZE + 1));
            }
            for (Optional<Chain> chain = queue.pop(); chain.isPresent(); chain = queue.pop()) {
                chain.get().read(MemorySegment.ofArray(new byte[64]));
                chain.get().complete(bytes(1, 2, 3, 4), 4);
            }
        }
    }
}
