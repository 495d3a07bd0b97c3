// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EACCES;
import static dev.zeropane.linux.Errno.EFAULT;
import static dev.zeropane.linux.Errno.EINVAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The system heap, by its ioctl and by the library.
@Tag("kernel")
final class DmaHeapKernelTest {
    private static final long ALLOC = 0xC0184800L;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;

    private final Scope scope = new Scope();
    private final Fd raw = scope.add(Fd.open(DmaHeap.SYSTEM, Access.READ));
    private final DmaHeap heap = scope.add(DmaHeap.open(DmaHeap.SYSTEM));
    private final Budget budget = new Budget(16 * PAGE);

    @AfterEach
    void close() {
        scope.close();
    }

    private int allocate(long size, int fd, int flags, long heapFlags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(24, 8);
            data.set(ValueLayout.JAVA_LONG, 0, size);
            data.set(ValueLayout.JAVA_INT, 8, fd);
            data.set(ValueLayout.JAVA_INT, 12, flags);
            data.set(ValueLayout.JAVA_LONG, 16, heapFlags);
            int result = Raw.ioctl(raw, ALLOC, data);
            return result < 0 ? result : data.get(ValueLayout.JAVA_INT, 8);
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("no size", 0, 0, O_RDWR, 0),
                Arguments.of("a descriptor already", PAGE, 1, O_RDWR, 0),
                Arguments.of("O_NONBLOCK", PAGE, 0, O_RDWR | 0x800, 0),
                Arguments.of("O_CREAT", PAGE, 0, O_RDWR | 0x40, 0),
                Arguments.of("heap flags", PAGE, 0, O_RDWR, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void allocate_badArgument_einval(String name, long size, int fd, int flags, long heapFlags) {
        assertEquals(-EINVAL, allocate(size, fd, flags, heapFlags), name);
    }

    @Test
    void allocate_badPointerOrNumber_nothingIsLeftOpen() {
        assertEquals(-EFAULT, Raw.ioctl(raw, ALLOC, MemorySegment.ofAddress(8)));
        assertEquals(-EINVAL, Raw.ioctl(raw, ALLOC + 1, MemorySegment.ofAddress(8)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4095, 4096, 4097})
    void allocate_anySize_isRoundedUpToPages(long size) {
        long whole = (size + PAGE - 1) / PAGE * PAGE;
        try (Fd fd = Raw.own(allocate(size, 0, O_RDWR | O_CLOEXEC, 0), "heap buffer");
                DmaBuf ours = heap.allocate(size, Access.READ_WRITE, budget)) {
            assertEquals(whole, fd.size());
            assertEquals(whole, ours.size());
            assertEquals(whole, ours.fd().size());
            assertEquals(whole, budget.used());
        }
        assertEquals(0, budget.used());
    }

    @Test
    void allocate_readWrite_zeroedAndWritten() {
        try (DmaBuf buffer = heap.allocate(2 * PAGE, Access.READ_WRITE, budget);
                DmaBufMapping mapping = buffer.map(Access.READ_WRITE);
                CpuAccess _ = buffer.beginCpuAccess(DmaBuf.Direction.READ_WRITE)) {
            MemorySegment zeroes = MemorySegment.ofArray(new byte[(int) (2 * PAGE)]);
            assertEquals(-1, mapping.segment().mismatch(zeroes));
            mapping.segment().set(ValueLayout.JAVA_INT, PAGE, 5);
            assertEquals(2, Raw.fcntl(buffer.fd(), 3, 0) & 3);
            assertEquals(1, Raw.fcntl(buffer.fd(), 1, 0));
        }
    }

    @Test
    void allocate_readOnly_cannotBeMappedToWrite() {
        try (DmaBuf buffer = heap.allocate(PAGE, Access.READ, budget);
                DmaBufMapping _ = buffer.map(Access.READ)) {
            LinuxException e =
                    assertThrows(
                            LinuxException.NotPermitted.class, () -> buffer.map(Access.READ_WRITE));
            assertEquals(EACCES, e.errno());
            assertEquals(0, Raw.fcntl(buffer.fd(), 3, 0) & 3);
            assertEquals(PAGE, budget.used());
        }
        assertEquals(0, budget.used());
    }

    /// The kernel would try, and run out of memory: it must not come to that.
    @Test
    void allocate_moreThanTheBudget_refusedBeforeTheKernelIsAsked() {
        ExportRefusedException e =
                assertThrows(
                        ExportRefusedException.class,
                        () -> heap.allocate(1L << 40, Access.READ_WRITE, budget));
        assertEquals(ExportRefusal.Kind.OVER_BUDGET, e.refusal().kind());
        assertTrue(e.getMessage().contains("1099511627776"), e.getMessage());
        assertEquals(0, budget.used());
        for (long size : new long[] {0, -1, Long.MAX_VALUE}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> heap.allocate(size, Access.READ_WRITE, budget));
        }
    }

    @Test
    void map_afterTheLibrarysBudgetIsFull_mappingsCostNothingMore() {
        try (DmaBuf buffer = heap.allocate(16 * PAGE, Access.READ_WRITE, budget);
                DmaBufMapping _ = buffer.map(Access.READ);
                DmaBufMapping _ = buffer.map(Access.READ)) {
            assertEquals(16 * PAGE, budget.used());
            assertThrows(ExportRefusedException.class, () -> heap.allocate(1, Access.READ, budget));
        }
        assertEquals(0, budget.used());
    }

    @Test
    void node_isRootsAlone() throws Exception {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(DmaHeap.SYSTEM)));
    }

    @Test
    void open_noSuchHeap_notFound() {
        assertThrows(
                LinuxException.NotFound.class, () -> DmaHeap.open(Path.of("/dev/dma_heap/none")));
    }
}
