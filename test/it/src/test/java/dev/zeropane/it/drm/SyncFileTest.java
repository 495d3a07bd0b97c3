// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBuf.Direction;
import dev.zeropane.dmabuf.SyncFile;
import dev.zeropane.dmabuf.SyncFile.Status;
import dev.zeropane.dmabuf.WrongDescriptorException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What cards do with dma-bufs, as descriptors that can be waited for and passed on.
@Tag("kernel")
@Timeout(60)
final class SyncFileTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final Vgem card = new Vgem();
    private final DmaBuf buffer = Buffers.scattered();
    private final DmaBuf other = Buffers.scattered();

    @AfterEach
    void close() {
        other.close();
        buffer.close();
        card.close();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void export_noFence_isSignaled(Direction direction) {
        try (SyncFile file = buffer.exportSyncFile(direction)) {
            assertEquals(Status.SIGNALED, file.status());
            assertTrue(file.await(NO_TIME));
        }
    }

    @Test
    void export_cardWrites_isActiveUntilSignalled() {
        Vgem.Fence fence = card.write(buffer);
        try (SyncFile file = buffer.exportSyncFile(Direction.READ)) {
            assertEquals(Status.ACTIVE, file.status());
            assertEquals(1, file.fences());
            assertFalse(file.await(NO_TIME));
            fence.signal();
            assertEquals(Status.SIGNALED, file.status());
            assertTrue(file.await(NO_TIME));
        }
    }

    @Test
    void export_cardReads_isForWritersOnly() {
        card.read(buffer);
        try (SyncFile readers = buffer.exportSyncFile(Direction.READ);
                SyncFile writers = buffer.exportSyncFile(Direction.WRITE)) {
            assertEquals(Status.SIGNALED, readers.status());
            assertEquals(Status.ACTIVE, writers.status());
        }
    }

    @Test
    void await_otherThread_isWokenBySignal() {
        Vgem.Fence fence = card.write(buffer);
        try (SyncFile file = buffer.exportSyncFile(Direction.READ)) {
            WaitingCall wait = new WaitingCall(() -> assertTrue(file.await(LIMIT)));
            wait.awaitSleepingIn(WaitingCall.POLL);
            fence.signal();
            wait.awaitReturn();
        }
    }

    @Test
    void import_asWrite_makesOtherBufferBusyUntilSignalled() {
        Vgem.Fence fence = card.write(buffer);
        try (SyncFile file = buffer.exportSyncFile(Direction.READ)) {
            other.importSyncFile(file, Direction.WRITE);
        }
        assertReady(false, false);
        fence.signal();
        assertReady(true, true);
    }

    @Test
    void import_asRead_makesOtherBufferBusyForWriters() {
        Vgem.Fence fence = card.write(buffer);
        try (SyncFile file = buffer.exportSyncFile(Direction.READ)) {
            other.importSyncFile(file, Direction.READ);
        }
        assertReady(true, false);
        fence.signal();
        assertReady(true, true);
    }

    private void assertReady(boolean readable, boolean writable) {
        assertEquals(readable, other.awaitReadable(NO_TIME), "readable");
        assertEquals(writable, other.awaitWritable(NO_TIME), "writable");
    }

    @Test
    void merge_twoFences_isActiveUntilBothAreSignalled() {
        Vgem.Fence first = card.write(buffer);
        Vgem.Fence second = card.write(other);
        try (SyncFile one = buffer.exportSyncFile(Direction.READ);
                SyncFile two = other.exportSyncFile(Direction.READ);
                SyncFile both = one.merge(two, "both of them, by a name longer than 31 bytes")) {
            assertEquals(2, both.fences());
            first.signal();
            assertEquals(Status.SIGNALED, one.status());
            assertEquals(Status.ACTIVE, both.status());
            second.signal();
            assertTrue(both.await(LIMIT));
            assertEquals(Status.SIGNALED, both.status());
        }
    }

    @Test
    void adopt_syncFile_isTheSame() {
        Vgem.Fence fence = card.write(buffer);
        try (SyncFile file = buffer.exportSyncFile(Direction.READ);
                SyncFile same = SyncFile.adopt(file.fd().dup())) {
            assertEquals(Status.ACTIVE, same.status());
            fence.signal();
            assertEquals(Status.SIGNALED, same.status());
        }
    }

    @Test
    void adopt_others_closesAndThrows() {
        for (Fd fd : new Fd[] {Memfd.create("none", 1), buffer.fd().dup()}) {
            assertThrows(WrongDescriptorException.class, () -> SyncFile.adopt(fd));
            assertFalse(fd.isOpen());
        }
    }

    @Test
    void syncFile_adoptedAsDmaBuf_closesAndThrows() {
        try (SyncFile file = buffer.exportSyncFile(Direction.READ)) {
            Fd fd = file.fd().dup();
            assertThrows(WrongDescriptorException.class, () -> DmaBuf.adopt(fd));
            assertFalse(fd.isOpen());
        }
    }
}
