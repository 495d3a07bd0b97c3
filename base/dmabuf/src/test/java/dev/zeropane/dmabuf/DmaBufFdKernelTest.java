// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EFAULT;
import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.ENXIO;
import static dev.zeropane.linux.Errno.EPERM;
import static dev.zeropane.linux.Errno.ESPIPE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.ByKernel;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Mapping.Access;
import dev.zeropane.linux.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A dma-buf as a file: what may be done with its descriptor and its mappings.
@Tag("kernel")
final class DmaBufFdKernelTest {
    private static final long SIZE = 4 * PAGE;
    private static final int RW = Raw.PROT_READ | Raw.PROT_WRITE;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int MREMAP_MAYMOVE = 1;

    private final Scope scope = new Scope();
    private final Fd memfd = scope.add(RawUdmabuf.memfd(SIZE));
    private final RawUdmabuf device = scope.add(new RawUdmabuf());
    private final Fd fd = scope.add(device.dmaBuf(memfd, SIZE));
    private final Arena arena = scope.add(Arena.ofConfined());

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void status_readWriteAndNoSeals() {
        assertEquals(Raw.O_RDWR, Raw.fcntl(fd, 3, 0) & 3);
        assertEquals(-EINVAL, Raw.fcntl(fd, 1034, 0));
        assertTrue(fd.seals().isEmpty());
        assertEquals(SIZE, fd.size());
    }

    static Stream<Arguments> seeks() {
        return Stream.of(
                Arguments.of(0, SEEK_END, SIZE),
                Arguments.of(0, SEEK_SET, 0),
                Arguments.of(0, SEEK_CUR, -EINVAL),
                Arguments.of(PAGE, SEEK_SET, -EINVAL),
                Arguments.of(-1, SEEK_END, -EINVAL));
    }

    @ParameterizedTest
    @MethodSource("seeks")
    void lseek_tellsTheSizeOnly(long offset, int whence, long answer) {
        assertEquals(answer, Raw.lseek(fd, offset, whence));
    }

    @Test
    void readWriteTruncate_refused() {
        MemorySegment bytes = arena.allocate(8);
        assertEquals(-EINVAL, Raw.read(fd, bytes));
        assertEquals(-EINVAL, Raw.write(fd, bytes));
        assertEquals(-ESPIPE, Raw.pread(fd, bytes, 0));
        assertEquals(-EINVAL, Raw.ftruncate(fd, PAGE));
    }

    @Test
    void open_throughProcfs_enxioButAsAPath() {
        String path = "/proc/self/fd/" + Raw.number(fd);
        for (int flags : new int[] {0, Raw.O_RDWR}) {
            LinuxException e =
                    org.junit.jupiter.api.Assertions.assertThrows(
                            LinuxException.class, () -> Raw.open(path, flags));
            assertEquals(ENXIO, e.errno());
        }
        try (Fd named = Raw.open(path, Raw.O_PATH)) {
            assertEquals(fd.id(), named.id());
        }
    }

    @Test
    void identity_uniqueAndKeptByCopies() {
        try (Fd copy = fd.dup();
                Fd other = device.dmaBuf(memfd, SIZE);
                DmaBuf ours = DmaBuf.adopt(fd.dup());
                DmaBuf duplicate = ours.duplicate()) {
            assertEquals(fd.id(), copy.id());
            assertEquals(fd.id(), duplicate.id());
            assertFalse(fd.id().equals(other.id()));
            assertEquals(SIZE, duplicate.size());
        }
    }

    /// @param length and offset in bytes
    record Map(
            String name,
            long length,
            int protection,
            int flags,
            long offset,
            ByKernel<Integer> errno) {
        static Map of(String name, long length, int protection, int flags, long offset, int errno) {
            return new Map(name, length, protection, flags, offset, ByKernel.always(errno));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Map> maps() {
        return Stream.of(
                Map.of("shared, read and write", SIZE, RW, Raw.MAP_SHARED, 0, 0),
                Map.of("shared, read", SIZE, Raw.PROT_READ, Raw.MAP_SHARED, 0, 0),
                Map.of("shared and validated", SIZE, RW, Raw.MAP_SHARED_VALIDATE, 0, 0),
                Map.of("populated", SIZE, RW, Raw.MAP_SHARED | Raw.MAP_POPULATE, 0, 0),
                Map.of("its last page", PAGE, RW, Raw.MAP_SHARED, SIZE - PAGE, 0),
                Map.of("100 bytes", 100, RW, Raw.MAP_SHARED, 0, 0),
                Map.of("private", SIZE, RW, Raw.MAP_PRIVATE, 0, EINVAL),
                Map.of("private, read", SIZE, Raw.PROT_READ, Raw.MAP_PRIVATE, 0, EINVAL),
                Map.of("a page more than it has", SIZE + PAGE, RW, Raw.MAP_SHARED, 0, EINVAL),
                Map.of("a byte more than it has", SIZE + 1, RW, Raw.MAP_SHARED, 0, EINVAL),
                Map.of("beyond its end", PAGE, RW, Raw.MAP_SHARED, SIZE, EINVAL),
                Map.of("offset within a page", PAGE, RW, Raw.MAP_SHARED, 512, EINVAL),
                new Map(
                        "executable",
                        SIZE,
                        Raw.PROT_READ | Raw.PROT_EXEC,
                        Raw.MAP_SHARED,
                        0,
                        ByKernel.always(0).from(7, 3, EPERM)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("maps")
    void mmap_everyWay_answersAsKnown(Map map) {
        long at = Raw.mmap(0, map.length, map.protection, map.flags, fd, map.offset);
        if (map.errno.expected() == 0) {
            assertTrue(at > 0, "errno " + -at);
            assertEquals(0, Raw.munmap(at, map.length));
        } else {
            assertEquals(-map.errno.expected(), at);
        }
    }

    @Test
    void mmap_fixedOverAReservation_isPlaced() {
        try (Mapping room = Mapping.reserve(2 * SIZE, Access.READ_WRITE)) {
            room.place(SIZE, fd, 0, SIZE);
            room.place(0, fd, 0, SIZE);
            room.segment().set(JAVA_INT, SIZE + 8, 30);
            assertEquals(30, room.segment().get(JAVA_INT, 8));
        }
    }

    @Test
    void mremap_grow_efault() {
        long at = Raw.mmap(0, SIZE, RW, Raw.MAP_SHARED, fd, 0);
        assertEquals(-EFAULT, Raw.mremap(at, SIZE, 2 * SIZE, MREMAP_MAYMOVE));
        Raw.munmap(at, SIZE);
    }

    static Stream<Arguments> advice() {
        return Stream.of(
                Arguments.of("MADV_HUGEPAGE", 14, 0),
                Arguments.of("MADV_DONTFORK", 10, 0),
                Arguments.of("MADV_DODUMP", 17, -EINVAL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("advice")
    void madvise_answersAsKnown(String name, int advice, int answer) {
        long at = Raw.mmap(0, SIZE, RW, Raw.MAP_SHARED, fd, 0);
        assertEquals(answer, Raw.madvise(at, SIZE, advice), name);
        Raw.munmap(at, SIZE);
    }

    @Test
    void mlock_acceptedWithoutEffect() throws Exception {
        try (Mapping mapping = Mapping.of(fd, 0, SIZE, Access.READ_WRITE)) {
            assertEquals(0, Raw.mlock(mapping.segment().address(), SIZE));
            String status = Files.readString(Path.of("/proc/self/status"));
            assertTrue(status.matches("(?s).*VmLck:\\s+0 kB.*"), status);
        }
    }

    /// Whatever refers to the pages instead of copying them.
    @Test
    void processVmReadvAndVmsplice_fromTheMapping_efault() {
        List<Fd> pipe = Raw.pipe();
        try (Mapping mapping = Mapping.of(fd, 0, SIZE, Access.READ_WRITE)) {
            long at = mapping.segment().address();
            mapping.segment().set(JAVA_INT, 0, 31);
            assertEquals(-EFAULT, Raw.processVmRead(arena.allocate(PAGE), at));
            assertEquals(-EFAULT, Raw.vmsplice(pipe.get(1), at, PAGE));
        } finally {
            pipe.forEach(Fd::close);
        }
    }

    @Test
    void writeAndRead_ordinaryFileWithTheMapping_copies() {
        List<Fd> pipe = Raw.pipe();
        try (Mapping mapping = Mapping.of(fd, 0, SIZE, Access.READ_WRITE)) {
            mapping.segment().set(JAVA_INT, 0, 32);
            assertEquals(8, Raw.write(pipe.get(1), mapping.segment().asSlice(0, 8)));
            assertEquals(8, Raw.read(pipe.get(0), mapping.segment().asSlice(PAGE, 8)));
            assertEquals(32, mapping.segment().get(JAVA_INT, PAGE));
        } finally {
            pipe.forEach(Fd::close);
        }
    }

    /// Gone since Linux 7.2, and off in Debian before.
    @Test
    void sysfsOfBuffers_isNotThere() {
        assertFalse(Files.exists(Path.of("/sys/kernel/dmabuf/buffers")));
    }

    @Test
    void fdinfo_tellsSizeExporterAndName() throws Exception {
        try (DmaBuf ours = DmaBuf.adopt(fd.dup())) {
            ours.name("scanout 0");
            String number = Integer.toString(Raw.number(ours.fd()));
            String info = Files.readString(Path.of("/proc/self/fdinfo/" + number));
            for (String field : List.of("pos", "flags", "mnt_id", "ino", "count")) {
                assertTrue(info.contains(field + ":\t"), info);
            }
            assertTrue(info.contains("size:\t" + SIZE), info);
            assertTrue(info.contains("exp_name:\tudmabuf"), info);
            assertTrue(info.contains("name:\tscanout 0"), info);
            assertEquals(
                    "/dmabuf:scanout 0",
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString());
            try (DmaBufMapping _ = ours.map(Access.READ)) {
                String maps = Files.readString(Path.of("/proc/self/maps"));
                assertTrue(maps.contains("/dmabuf:scanout 0"), maps);
            }
        }
    }
}
