// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.thread.ThreadEnd;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BulkTest {
    private static final long LARGE = 512L << 20;
    private static final long REPEATED = 4L << 20;

    /// After so many rounds the compiler has made what it makes of loops.
    private static final int WARM_UP = 3;

    /// A row that no piece is a multiple of.
    private static final long ROW = 4 * 3841;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    @Test
    void copy_anyLength_isWhole() {
        for (int length :
                new int[] {0, 1, Bulk.PIECE - 1, Bulk.PIECE, Bulk.PIECE + 1, 3 * Bulk.PIECE + 7}) {
            byte[] source = bytes(length + 5);
            byte[] target = new byte[length + 9];
            Bulk.copy(MemorySegment.ofArray(source), 5, MemorySegment.ofArray(target), 3, length);
            byte[] expected = new byte[length + 9];
            System.arraycopy(source, 5, expected, 3, length);
            assertArrayEquals(expected, target, "length " + length);
        }
    }

    @Test
    void copy_outsideTheMemory_isRefused() {
        MemorySegment small = MemorySegment.ofArray(new byte[Bulk.PIECE + 1]);
        MemorySegment large = MemorySegment.ofArray(new byte[2 * Bulk.PIECE]);
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Bulk.copy(small, 0, large, 0, 2L * Bulk.PIECE));
    }

    @Test
    void copyRows_ofDifferentStrides_eachInItsPlace() {
        int row = Bulk.PIECE + 3;
        byte[] source = bytes(3 * (row + 2));
        byte[] target = new byte[3 * (row + 5)];
        Bulk.copyRows(
                MemorySegment.ofArray(source),
                0,
                row + 2,
                MemorySegment.ofArray(target),
                1,
                row + 5,
                row,
                3);
        byte[] expected = new byte[target.length];
        for (int y = 0; y < 3; y++) {
            System.arraycopy(source, y * (row + 2), expected, 1 + y * (row + 5), row);
        }
        assertArrayEquals(expected, target);
    }

    @Test
    void fill_anyLength_isWhole() {
        for (int length : new int[] {0, 1, Bulk.PIECE, 2 * Bulk.PIECE + 1}) {
            byte[] target = new byte[length];
            Bulk.fill(MemorySegment.ofArray(target), (byte) 7);
            byte[] expected = new byte[length];
            Arrays.fill(expected, (byte) 7);
            assertArrayEquals(expected, target);
        }
    }

    @Test
    void copy_ofAHugePicture_delaysNobodyWhoClosesAMapping() {
        closeMeanwhile((source, target) -> Bulk.copy(source, 0, target, 0, LARGE));
    }

    /// The compiler counts this loop's rows, and would look for nobody until the last.
    @Test
    void copyRows_ofAHugePicture_delaysNobodyWhoClosesAMapping() {
        closeMeanwhile((source, target) ->
                Bulk.copyRows(source, 0, ROW + 4, target, 0, ROW, ROW, (int) (LARGE / (ROW + 4))));
    }

    @Test
    void fill_ofAHugePicture_delaysNobodyWhoClosesAMapping() {
        closeMeanwhile((_, target) -> Bulk.fill(target, (byte) 1));
    }

    private interface Operation {
        void run(MemorySegment source, MemorySegment target);
    }

    /// Closes are compared with the time that the operation itself takes, which a busy machine
    /// makes longer as well; the one in the middle counts.
    private static void closeMeanwhile(Operation operation) {
        try (Fd file = Memfd.create("picture", REPEATED);
                Mapping source = repeated(file);
                Mapping target = repeated(file)) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
            AtomicInteger rounds = new AtomicInteger();
            Thread busy =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!over.get()) {
                                    long start = System.nanoTime();
                                    operation.run(source.segment(), target.segment());
                                    nanos.accumulateAndGet(System.nanoTime() - start, Math::min);
                                    rounds.incrementAndGet();
                                }
                            });
            try {
                while (rounds.get() < WARM_UP && busy.isAlive()) {
                    Thread.onSpinWait();
                }
                long close = medianOfCloses(file);
                assertTrue(busy.isAlive());
                assertTrue(
                        close < nanos.get() / 4,
                        "a close took %d us, the operation %d us"
                                .formatted(close / 1000, nanos.get() / 1000));
            } finally {
                over.set(true);
                ThreadEnd.await(busy);
            }
        }
    }

    /// The same few pages over and over: as long as a large picture, and of no weight.
    private static Mapping repeated(Fd file) {
        Mapping mapping = Mapping.reserve(LARGE, Mapping.Access.READ_WRITE);
        for (long at = 0; at < LARGE; at += REPEATED) {
            mapping.place(at, file, 0, REPEATED);
        }
        return mapping;
    }

    private static long medianOfCloses(Fd file) {
        long[] nanos = new long[15];
        for (int i = 0; i < nanos.length; i++) {
            Mapping other = Mapping.of(file, 0, Mapping.PAGE_SIZE, Mapping.Access.READ);
            long start = System.nanoTime();
            other.close();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }
}
