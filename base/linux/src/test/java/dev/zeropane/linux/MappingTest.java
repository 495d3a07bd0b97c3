// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Mapping.Access;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MappingTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final Fd memfd = Memfd.create("mapped", 4 * PAGE);

    @AfterEach
    void close() {
        memfd.close();
    }

    @Test
    void of_sameFileTwice_coherent() {
        try (Mapping writer = Mapping.of(memfd, 0, 4 * PAGE, Access.READ_WRITE);
                Mapping reader = Mapping.of(memfd, PAGE, PAGE, Access.READ)) {
            writer.segment().set(JAVA_INT, PAGE + 8, 0x12345678);
            assertEquals(0x12345678, reader.segment().get(JAVA_INT, 8));
        }
    }

    @Test
    void of_fileClosedAfterwards_staysMapped() {
        Fd other = Memfd.create("closed", PAGE);
        try (Mapping mapping = Mapping.of(other, 0, PAGE, Access.READ_WRITE)) {
            other.close();
            mapping.segment().set(JAVA_INT, 0, 5);
            assertEquals(5, mapping.segment().get(JAVA_INT, 0));
        }
    }

    @Test
    void mapped_isNotInCoreFiles() throws IOException {
        try (Mapping whole = Mapping.of(memfd, 0, 2 * PAGE, Access.READ_WRITE);
                Mapping pieces = Mapping.reserve(2 * PAGE, Access.READ)) {
            pieces.place(0, memfd, 3 * PAGE, PAGE);
            pieces.place(PAGE, memfd, PAGE, PAGE);
            long first = pieces.segment().address();
            assertTrue(flags(whole.segment().address()).contains("dd"));
            assertTrue(flags(first).contains("dd"));
            assertTrue(flags(first + PAGE).contains("dd"));
        }
    }

    /// `VmFlags` of the mapping that begins at an address (man 5 proc_pid_smaps).
    private static List<String> flags(long address) throws IOException {
        String start = Long.toHexString(address) + "-";
        return Files.readAllLines(Path.of("/proc/self/smaps")).stream()
                .dropWhile(line -> !line.startsWith(start))
                .filter(line -> line.startsWith("VmFlags: "))
                .findFirst()
                .map(line -> List.of(line.split(" ", -1)))
                .orElseThrow();
    }

    @Test
    void segment_readOnly_writeThrows() {
        try (Mapping mapping = Mapping.of(memfd, 0, PAGE, Access.READ)) {
            assertTrue(mapping.segment().isReadOnly());
            assertThrows(
                    IllegalArgumentException.class, () -> mapping.segment().set(JAVA_INT, 0, 1));
        }
    }

    @Test
    void segment_outOfRange_throws() {
        try (Mapping mapping = Mapping.of(memfd, 0, PAGE, Access.READ)) {
            assertEquals(PAGE, mapping.segment().byteSize());
            assertThrows(
                    IndexOutOfBoundsException.class, () -> mapping.segment().get(JAVA_BYTE, PAGE));
        }
    }

    @Test
    void of_badArguments_messageSaysWhat() {
        LinuxException e =
                assertThrows(LinuxException.class, () -> Mapping.of(memfd, 1, PAGE, Access.READ));
        assertEquals(
                "mmap of " + PAGE + " bytes at 1 on memfd \"mapped\": EINVAL (invalid argument)",
                e.getMessage());
        assertThrows(LinuxException.class, () -> Mapping.of(memfd, 0, 0, Access.READ));
        assertThrows(LinuxException.class, () -> Mapping.of(memfd, 0, -1, Access.READ));
    }

    @Test
    void of_writableFromReadOnlyFile_notPermitted() throws IOException {
        Path file = Files.createTempFile("mapping", null);
        try (Fd readOnly = Fd.open(file, Access.READ)) {
            assertThrows(
                    LinuxException.NotPermitted.class,
                    () -> Mapping.of(readOnly, 0, PAGE, Access.READ_WRITE));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void place_reverseOrder_oneLinearSegment() {
        try (Mapping writer = Mapping.of(memfd, 0, 4 * PAGE, Access.READ_WRITE);
                Mapping view = Mapping.reserve(4 * PAGE, Access.READ)) {
            for (int page = 0; page < 4; page++) {
                writer.segment().set(JAVA_INT, page * PAGE, 100 + page);
                view.place((3 - page) * PAGE, memfd, page * PAGE, PAGE);
            }
            for (int page = 0; page < 4; page++) {
                assertEquals(103 - page, view.segment().get(JAVA_INT, page * PAGE));
            }
            writer.segment().set(JAVA_INT, 3 * PAGE - 4, 77);
            assertEquals(77, view.segment().get(JAVA_INT, 2 * PAGE - 4));
            writer.segment().set(JAVA_INT, 0, 78);
            assertEquals(78, view.segment().get(JAVA_INT, 3 * PAGE));
        }
    }

    @Test
    void place_samePageTwice_bothShowIt() {
        try (Mapping view = Mapping.reserve(2 * PAGE, Access.READ_WRITE)) {
            view.place(0, memfd, PAGE, PAGE);
            view.place(PAGE, memfd, PAGE, PAGE);
            view.segment().set(JAVA_INT, 12, 9);
            assertEquals(9, view.segment().get(JAVA_INT, PAGE + 12));
        }
    }

    @Test
    void place_outsideReservation_refusedBeforeTheKernelSeesIt() {
        try (Mapping view = Mapping.reserve(2 * PAGE, Access.READ)) {
            assertThrows(
                    IndexOutOfBoundsException.class, () -> view.place(2 * PAGE, memfd, 0, PAGE));
            assertThrows(
                    IndexOutOfBoundsException.class, () -> view.place(PAGE, memfd, 0, 2 * PAGE));
            assertThrows(IndexOutOfBoundsException.class, () -> view.place(-PAGE, memfd, 0, PAGE));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> view.place(PAGE, memfd, 0, Long.MAX_VALUE));
        }
    }

    @Test
    void reserve_moreThanThereIs_limitReached() {
        LinuxException.LimitReached e =
                assertThrows(
                        LinuxException.LimitReached.class,
                        () -> Mapping.reserve(1L << 62, Access.READ));
        assertTrue(e.getMessage().contains("a reservation of " + (1L << 62)), e.getMessage());
    }

    @Test
    void close_laterAccess_throws() {
        Mapping mapping = Mapping.of(memfd, 0, PAGE, Access.READ);
        MemorySegment segment = mapping.segment();
        MemorySegment slice = segment.asSlice(8, 8);
        mapping.close();
        mapping.close();
        assertThrows(IllegalStateException.class, () -> segment.get(JAVA_INT, 0));
        assertThrows(IllegalStateException.class, () -> slice.get(JAVA_INT, 0));
    }

    @Test
    void close_place_throws() {
        Mapping view = Mapping.reserve(PAGE, Access.READ);
        view.close();
        assertThrows(IllegalStateException.class, () -> view.place(0, memfd, 0, PAGE));
    }

    @Test
    void close_mapping_isUnmapped() throws IOException {
        Fd other = Memfd.create("to-be-unmapped", PAGE);
        Mapping mapping = Mapping.of(other, 0, PAGE, Access.READ);
        assertTrue(Files.readString(Path.of("/proc/self/maps")).contains("to-be-unmapped"));
        mapping.close();
        other.close();
        assertTrue(!Files.readString(Path.of("/proc/self/maps")).contains("to-be-unmapped"));
    }

    @Test
    void close_whileAnotherThreadReads_readerGetsAnException() throws InterruptedException {
        Mapping mapping = Mapping.of(memfd, 0, 4 * PAGE, Access.READ);
        MemorySegment segment = mapping.segment();
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (long at = 0; ; at = (at + 4) % (4 * PAGE)) {
                                    if (segment.get(JAVA_INT, at) != 0) {
                                        throw new AssertionError("not zero");
                                    }
                                    reading.countDown();
                                }
                            } catch (IllegalStateException e) {
                                thrown.set(e);
                            }
                        });
        reading.await();
        mapping.close();
        reader.join(10_000);
        assertTrue(thrown.get() instanceof IllegalStateException);
    }

    @Test
    void get_fileCutShort_internalErrorNotACrash() {
        try (Mapping mapping = Mapping.of(memfd, 0, 4 * PAGE, Access.READ)) {
            MemorySegment segment = mapping.segment();
            memfd.truncate(PAGE);
            assertEquals(0, segment.get(JAVA_INT, PAGE - 4));
            assertThrows(
                    InternalError.class,
                    () -> {
                        int[] out = new int[64];
                        MemorySegment.copy(segment, JAVA_INT, 2 * PAGE, out, 0, 64);
                    });
        }
    }
}
