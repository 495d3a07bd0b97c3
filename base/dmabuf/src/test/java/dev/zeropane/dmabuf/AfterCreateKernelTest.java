// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EBUSY;
import static dev.zeropane.linux.Errno.EPERM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of the pages, the memfd and the dma-buf once there is one.
@Tag("kernel")
final class AfterCreateKernelTest {
    private static final long SIZE = 4 * PAGE;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_REMOVE = 9;

    private final Scope scope = new Scope();
    private final Budget budget = new Budget(SIZE);
    private final MemoryFile file = scope.add(new MemoryFile(RawUdmabuf.memfd(SIZE)));
    private final Fd memfd = file.fd();
    private final Mapping guest = scope.add(Mapping.of(memfd, 0, SIZE, Access.READ_WRITE));
    private final Udmabuf device = scope.add(Udmabuf.open());
    private final DmaBuf buffer = scope.add(device.create(Runs.of(file, 0, SIZE), budget));
    private final DmaBufMapping mapped = scope.add(buffer.map(Access.READ_WRITE));

    @AfterEach
    void close() {
        scope.close();
    }

    private static LinuxException refused(int errno, Runnable call) {
        LinuxException e = assertThrows(LinuxException.class, call::run);
        assertEquals(errno, e.errno());
        return e;
    }

    private int inGuest(long offset) {
        return guest.segment().get(JAVA_INT, offset);
    }

    private int inBuffer(long offset) {
        return mapped.segment().get(JAVA_INT, offset);
    }

    @Test
    void write_eitherSide_visibleInTheOtherAtOnce() {
        guest.segment().set(JAVA_INT, PAGE + 8, 11);
        assertEquals(11, inBuffer(PAGE + 8));
        mapped.segment().set(JAVA_INT, 2 * PAGE + 8, 12);
        assertEquals(12, inGuest(2 * PAGE + 8));
    }

    @Test
    void memfd_closedAndUnmapped_pagesLiveOn() {
        guest.segment().set(JAVA_INT, 0, 13);
        guest.close();
        file.close();
        device.close();
        assertEquals(13, inBuffer(0));
    }

    @Test
    void memfd_shrunk_epermAndGrownIsFine() {
        assertEquals(-EPERM, Raw.ftruncate(memfd, PAGE));
        assertEquals(0, Raw.ftruncate(memfd, 2 * SIZE));
        assertEquals(SIZE, buffer.fd().size());
    }

    @Test
    void sealWrite_whileItLives_ebusyAndFineAfterwards() {
        guest.close();
        Seals write = new Seals(Seals.F_SEAL_WRITE);
        refused(EBUSY, () -> memfd.addSeals(write));
        mapped.close();
        refused(EBUSY, () -> memfd.addSeals(write));
        buffer.close();
        memfd.addSeals(write);
    }

    @Test
    void sealFutureWrite_whileItLives_oldAndNewMappingsOfTheDmaBufAreWritten() {
        memfd.addSeals(new Seals(Seals.F_SEAL_FUTURE_WRITE));
        mapped.segment().set(JAVA_INT, 0, 14);
        try (DmaBufMapping another = buffer.map(Access.READ_WRITE)) {
            another.segment().set(JAVA_INT, 4, 15);
        }
        assertEquals(14, inGuest(0));
        assertEquals(15, inGuest(4));
    }

    private void assertParted() {
        assertEquals(0, inGuest(PAGE));
        assertEquals(16, inBuffer(PAGE));
        guest.segment().set(JAVA_INT, PAGE, 17);
        assertEquals(16, inBuffer(PAGE));
        // The pages beside it are still shared.
        guest.segment().set(JAVA_INT, 0, 18);
        assertEquals(18, inBuffer(0));
    }

    /// What [Udmabuf] warns of.
    @Test
    void punchHole_memfdAndDmaBufPartSilently() {
        guest.segment().set(JAVA_INT, PAGE, 16);
        int mode = Raw.FALLOC_FL_PUNCH_HOLE | Raw.FALLOC_FL_KEEP_SIZE;
        assertEquals(0, Raw.fallocate(memfd, mode, PAGE, PAGE));
        assertParted();
    }

    @Test
    void madviseRemove_memfdAndDmaBufPartSilently() {
        guest.segment().set(JAVA_INT, PAGE, 16);
        assertEquals(0, Raw.madvise(guest.segment().address() + PAGE, PAGE, MADV_REMOVE));
        assertParted();
    }

    @Test
    void madviseDontneed_ofTheSharedMapping_isHarmless() {
        guest.segment().set(JAVA_INT, PAGE, 19);
        assertEquals(0, Raw.madvise(guest.segment().address(), SIZE, MADV_DONTNEED));
        assertEquals(19, inGuest(PAGE));
        assertEquals(19, inBuffer(PAGE));
    }

    @Test
    void privateMappingOfTheMemfd_writesDoNotReachIt() {
        int access = Raw.PROT_READ | Raw.PROT_WRITE;
        long at = Raw.mmap(0, PAGE, access, Raw.MAP_PRIVATE, memfd, 0);
        MemorySegment.ofAddress(at).reinterpret(PAGE).set(JAVA_INT, 0, 20);
        assertEquals(0, inBuffer(0));
        Raw.munmap(at, PAGE);
    }

    @Test
    void close_whileMapped_mappingAndBudgetStayUntilItIsClosed() {
        guest.segment().set(JAVA_INT, 0, 21);
        buffer.close();
        buffer.close();
        assertEquals(21, inBuffer(0));
        assertEquals(SIZE, budget.used());
        ExportRefusedException full =
                assertThrows(
                        ExportRefusedException.class,
                        () -> device.create(Runs.of(file, 0, PAGE), budget));
        assertEquals(ExportRefusal.Kind.OVER_BUDGET, full.refusal().kind());
        mapped.close();
        mapped.close();
        assertEquals(0, budget.used());
        assertThrows(IllegalStateException.class, () -> inBuffer(0));
    }

    @Test
    void close_mappingFirst_budgetStaysUntilTheBufferIsClosed() {
        mapped.close();
        assertEquals(SIZE, budget.used());
        buffer.close();
        assertEquals(0, budget.used());
    }
}
