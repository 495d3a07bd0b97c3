// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EFAULT;
import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.EMFILE;
import static dev.zeropane.linux.Errno.ENOTTY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.ExportRefusal.Kind;
import dev.zeropane.dmabuf.RawUdmabuf.Item;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.ByKernel;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.kernel.KernelParameter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The device and its two calls, apart from what pages they take.
@Tag("kernel")
final class CreateKernelTest {
    private static final int F_GETFD = 1;

    private final Scope scope = new Scope();
    private final RawUdmabuf raw = scope.add(new RawUdmabuf());
    private final Fd memfd = scope.add(RawUdmabuf.memfd(16 * PAGE));

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void create_badPointer_efault() {
        MemorySegment nowhere = MemorySegment.ofAddress(8);
        assertEquals(-EFAULT, Raw.ioctl(raw.device(), RawUdmabuf.UDMABUF_CREATE, nowhere));
        assertEquals(-EFAULT, Raw.ioctl(raw.device(), RawUdmabuf.UDMABUF_CREATE_LIST, nowhere));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x40187541, 0x40187544, 0xC0187542L, 0x40207542, 0})
    void create_otherNumber_enotty(long number) {
        assertEquals(-ENOTTY, Raw.ioctl(raw.device(), number, MemorySegment.ofAddress(8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1025})
    void createList_countOverTheLimit_einvalBeforeItsItemsAreRead(int count) {
        assertEquals(-EINVAL, raw.createList(0, count, 0, List.of()));
    }

    @Test
    void createList_itemsThatAreNotThere_efault() {
        long at = Raw.mmap(0, 2 * PAGE, Raw.PROT_READ | Raw.PROT_WRITE, Raw.MAP_SHARED, memfd, 0);
        Raw.munmap(at + PAGE, PAGE);
        MemorySegment page = MemorySegment.ofAddress(at).reinterpret(PAGE);
        page.set(ValueLayout.JAVA_INT, PAGE - 4, 1);
        MemorySegment header = page.asSlice(PAGE - 8);
        assertEquals(-EFAULT, Raw.ioctl(raw.device(), RawUdmabuf.UDMABUF_CREATE_LIST, header));
        Raw.munmap(at, PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 0x7ffffffe, -2})
    void create_unknownFlagsAndPadding_ignored(int flags) {
        Item item = new Item(memfd, 0, PAGE);
        try (Fd one = Raw.own(raw.create(flags, item), "dma-buf");
                Fd list = Raw.own(raw.createList(flags, 1, flags, List.of(item)), "dma-buf")) {
            assertEquals(0, Raw.fcntl(one, F_GETFD, 0));
            assertEquals(0, Raw.fcntl(list, F_GETFD, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void create_cloexec_isSet(int flags) {
        try (Fd one = Raw.own(raw.create(flags, new Item(memfd, 0, PAGE)), "dma-buf")) {
            assertEquals(1, Raw.fcntl(one, F_GETFD, 0));
        }
    }

    @Test
    void device_rootsAlone_misc() throws Exception {
        long number = (long) Files.getAttribute(Udmabuf.DEVICE, "unix:rdev");
        assertEquals(10, number >> 8 & 0xfff);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(Udmabuf.DEVICE)));
    }

    @Test
    void create_deviceOpenedReadOnly_works() {
        try (Fd device = Fd.open(Udmabuf.DEVICE, Access.READ)) {
            assertEquals(-EFAULT, Raw.ioctl(device, RawUdmabuf.UDMABUF_CREATE, MemorySegment.NULL));
        }
    }

    @Test
    void limits_whenNobodyChangedThem_areTheKernelsOwn() {
        Path parameters = UdmabufLimits.PARAMETERS;
        assertEquals(
                1024, KernelParameter.readNumber(parameters.resolve("list_limit")).orElseThrow());
        long mebibytes = ByKernel.always(64L).from(7, 3, (long) Integer.MAX_VALUE).expected();
        assertEquals(
                mebibytes,
                KernelParameter.readNumber(parameters.resolve("size_limit_mb")).orElseThrow());
        assertEquals(new UdmabufLimits(1024, mebibytes << 20), UdmabufLimits.current());
    }

    @Test
    void create_noDescriptorLeft_emfileAndNothingPinned() {
        long before = Raw.limit(Raw.RLIMIT_NOFILE);
        Budget budget = new Budget(1 << 20);
        MemoryFile file = scope.add(new MemoryFile(memfd.dup()));
        Runs runs = Runs.of(file, 0, PAGE);
        try (Udmabuf ours = Udmabuf.open()) {
            // What is loaded on the way must be loaded before.
            ours.create(runs, budget).close();
            assertThrows(
                    ExportRefusedException.class,
                    () -> ours.create(new Runs.Builder().build(), budget));
            // The lowest free number is given, so none below it is free.
            Raw.setLimit(Raw.RLIMIT_NOFILE, Raw.number(scope.add(memfd.dup())) + 1);
            assertEquals(-EMFILE, raw.create(1, new Item(memfd, 0, PAGE)));
            ExportRefusedException e =
                    assertThrows(ExportRefusedException.class, () -> ours.create(runs, budget));
            assertEquals(Kind.OUT_OF_RESOURCES, e.refusal().kind());
            assertTrue(
                    e.getMessage().contains("EMFILE") && e.getMessage().contains("ulimit -n"),
                    e.getMessage());
            assertEquals(0, budget.used());
        } finally {
            Raw.setLimit(Raw.RLIMIT_NOFILE, before);
        }
    }

    @Test
    void create_lockedMemoryLimitZero_worksAsNothingIsAccounted() throws Exception {
        long before = Raw.limit(Raw.RLIMIT_MEMLOCK);
        Raw.setLimit(Raw.RLIMIT_MEMLOCK, 0);
        try (Fd file = RawUdmabuf.memfd(32 << 20);
                Fd _ = raw.dmaBuf(file, 32 << 20)) {
            String status = Files.readString(Path.of("/proc/self/status"));
            assertTrue(status.matches("(?s).*VmLck:\\s+0 kB.*"), status);
            assertTrue(status.matches("(?s).*VmPin:\\s+0 kB.*"), status);
        } finally {
            Raw.setLimit(Raw.RLIMIT_MEMLOCK, before);
        }
    }

    @Test
    void create_pagesNeverTouched_allocatesThem() {
        try (Fd file = RawUdmabuf.memfd(16 << 20)) {
            assertEquals(0, Raw.blocks(file));
            raw.dmaBuf(file, 16 << 20).close();
            assertEquals(32768, Raw.blocks(file));
        }
    }
}
