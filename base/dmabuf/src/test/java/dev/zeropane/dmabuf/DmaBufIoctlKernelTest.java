// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static dev.zeropane.dmabuf.RawUdmabuf.PAGE;
import static dev.zeropane.linux.Errno.EFAULT;
import static dev.zeropane.linux.Errno.EINVAL;
import static dev.zeropane.linux.Errno.ENOTTY;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.DmaBuf.Direction;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls of `<linux/dma-buf.h>` and `<linux/sync_file.h>`, and poll, on a dma-buf of udmabuf
/// that no device uses.
@Tag("kernel")
final class DmaBufIoctlKernelTest {
    private static final long SYNC = 0x40086200;
    private static final long SET_NAME_A = 0x40046201;
    private static final long SET_NAME_B = 0x40086201;
    private static final long EXPORT_SYNC_FILE = 0xC0086202L;
    private static final long IMPORT_SYNC_FILE = 0x40086203;
    private static final long START = 0;
    private static final long END = 4;
    private static final long READ = 1;
    private static final long WRITE = 2;
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    private final Scope scope = new Scope();
    private final Fd memfd = scope.add(RawUdmabuf.memfd(4 * PAGE));
    private final Fd fd = scope.add(scope.add(new RawUdmabuf()).dmaBuf(memfd, 4 * PAGE));
    private final DmaBuf ours = scope.add(DmaBuf.adopt(fd.dup()));
    private final Arena arena = scope.add(Arena.ofConfined());

    @AfterEach
    void close() {
        scope.close();
    }

    private int sync(long flags) {
        return Raw.ioctl(fd, SYNC, arena.allocateFrom(JAVA_LONG, flags));
    }

    static Stream<Arguments> syncs() {
        return Stream.of(
                Arguments.of("START of READ", START | READ, 0),
                Arguments.of("START of WRITE", START | WRITE, 0),
                Arguments.of("START of both", START | READ | WRITE, 0),
                Arguments.of("no flags", 0, -EINVAL),
                Arguments.of("END alone", END, -EINVAL),
                Arguments.of("bit 3", READ | 8, -EINVAL),
                Arguments.of("bit 32", READ | 1L << 32, -EINVAL),
                Arguments.of("bit 63", READ | 1L << 63, -EINVAL),
                Arguments.of("END before any START", END | READ, -EINVAL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("syncs")
    void sync_firstCall_answersAsKnown(String name, long flags, int answer) {
        assertEquals(answer, sync(flags), name);
    }

    @Test
    void sync_badPointer_efault() {
        assertEquals(-EFAULT, Raw.ioctl(fd, SYNC, MemorySegment.ofAddress(8)));
    }

    @Test
    void sync_unpaired_isNotChecked() {
        assertEquals(0, sync(START | READ));
        assertEquals(0, sync(START | WRITE));
        assertEquals(0, sync(END | READ | WRITE));
        assertEquals(0, sync(END | WRITE));
        assertEquals(0, sync(END | WRITE));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void beginCpuAccess_closedTwice_endsOnce(Direction direction) {
        CpuAccess access = ours.beginCpuAccess(direction);
        access.close();
        access.close();
        ours.beginCpuAccess(direction).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31})
    void name_thatFits_isTaken(int length) {
        MemorySegment name = arena.allocateFrom("n".repeat(length));
        assertEquals(0, Raw.ioctl(fd, SET_NAME_A, name));
        assertEquals(0, Raw.ioctl(fd, SET_NAME_B, name));
        ours.name("n".repeat(length));
    }

    @Test
    void name_of32Bytes_einvalAndSaidBefore() {
        MemorySegment name = arena.allocateFrom("n".repeat(32));
        assertEquals(-EINVAL, Raw.ioctl(fd, SET_NAME_B, name));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ours.name("n".repeat(32)));
        assertTrue(e.getMessage().contains("31"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ours.name("ü".repeat(16)));
    }

    @Test
    void name_null_efault() {
        assertEquals(-EFAULT, Raw.ioctl(fd, SET_NAME_B, MemorySegment.NULL));
    }

    private int fenceCall(long number, int flags, int descriptor) {
        MemorySegment argument = arena.allocate(8, 4);
        argument.set(JAVA_INT, 0, flags);
        argument.set(JAVA_INT, 4, descriptor);
        int result = Raw.ioctl(fd, number, argument);
        if (result == 0 && number == EXPORT_SYNC_FILE) {
            try (Fd file = Raw.own(argument.get(JAVA_INT, 4), "sync file")) {
                assertEquals(1, Raw.fcntl(file, 1, 0), "close-on-exec");
            }
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 8, -1})
    void syncFile_badFlags_einval(int flags) {
        assertEquals(-EINVAL, fenceCall(EXPORT_SYNC_FILE, flags, -1));
        try (SyncFile file = ours.exportSyncFile(Direction.READ)) {
            assertEquals(-EINVAL, fenceCall(IMPORT_SYNC_FILE, flags, Raw.number(file.fd())));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void exportSyncFile_everyDirection_closeOnExec(int flags) {
        assertEquals(0, fenceCall(EXPORT_SYNC_FILE, flags, -1));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void exportSyncFile_nobodyUsesIt_signalledStub(Direction direction) {
        try (SyncFile file = ours.exportSyncFile(direction)) {
            assertEquals(SyncFile.Status.SIGNALED, file.status());
            assertEquals(1, file.fences());
            assertTrue(file.await(Duration.ZERO));
            ours.importSyncFile(file, direction);
            try (SyncFile merged = file.merge(file, "a name that is longer than 31 bytes")) {
                assertEquals(SyncFile.Status.SIGNALED, merged.status());
            }
        }
        assertTrue(ours.awaitReadable(Duration.ZERO));
        assertTrue(ours.awaitWritable(Duration.ZERO));
    }

    @Test
    void importSyncFile_noSyncFile_einval() {
        assertEquals(-EINVAL, fenceCall(IMPORT_SYNC_FILE, 1, Raw.number(memfd)));
        assertEquals(-EINVAL, fenceCall(IMPORT_SYNC_FILE, 1, -1));
    }

    @Test
    void ioctl_unknownNumber_enotty() {
        assertEquals(-ENOTTY, Raw.ioctl(fd, 0x40086204, arena.allocate(8)));
        assertEquals(-ENOTTY, Raw.ioctl(memfd, SYNC, arena.allocateFrom(JAVA_LONG, READ)));
    }

    @Test
    void poll_idle_readyForWhatIsAsked() {
        assertEquals(POLLIN, Raw.poll(fd, POLLIN, 0));
        assertEquals(POLLOUT, Raw.poll(fd, POLLOUT, 0));
        assertEquals(POLLIN | POLLOUT, Raw.poll(fd, POLLIN | POLLOUT, 0));
        assertEquals(0, Raw.poll(fd, 0, 0));
    }
}
