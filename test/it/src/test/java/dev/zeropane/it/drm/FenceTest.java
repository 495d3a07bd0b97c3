// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.CpuAccess;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBuf.Direction;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A card that reads or writes a dma-buf is waited for.
@Tag("kernel")
@Timeout(60)
final class FenceTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final Vgem card = new Vgem();
    private final DmaBuf buffer = Buffers.scattered();

    @AfterEach
    void close() {
        buffer.close();
        card.close();
    }

    private void assertReady(boolean readable, boolean writable) {
        assertEquals(readable, buffer.awaitReadable(NO_TIME), "readable");
        assertEquals(writable, buffer.awaitWritable(NO_TIME), "writable");
    }

    @Test
    void buffer_unused_isReady() {
        assertReady(true, true);
    }

    @Test
    void buffer_cardReads_isReadableUntilSignalledAndThenWritable() {
        Vgem.Fence fence = card.read(buffer);
        assertReady(true, false);
        fence.signal();
        assertReady(true, true);
    }

    @Test
    void buffer_cardWrites_isNeitherUntilSignalled() {
        Vgem.Fence fence = card.write(buffer);
        assertReady(false, false);
        fence.signal();
        assertReady(true, true);
    }

    @Test
    void fence_onBusyBuffer_isRefused() {
        Vgem.Fence fence = card.write(buffer);
        assertEquals(Errno.EBUSY, refusal(() -> card.read(buffer)));
        assertEquals(Errno.EBUSY, refusal(() -> card.write(buffer)));
        fence.signal();
        card.read(buffer);
        card.read(buffer);
        assertEquals(Errno.EBUSY, refusal(() -> card.write(buffer)));
    }

    private static int refusal(Runnable call) {
        return assertThrows(LinuxException.class, call::run).errno();
    }

    @Test
    void fence_neverSignalled_expires() {
        long start = System.nanoTime();
        card.write(buffer);
        assertTrue(buffer.awaitReadable(Duration.ofSeconds(20)));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(9)) > 0, took.toString());
        assertReady(true, true);
    }

    @Test
    void fence_cardClosed_isSignalled() {
        card.write(buffer);
        assertReady(false, false);
        card.close();
        assertTrue(buffer.awaitWritable(LIMIT));
    }

    @Test
    void await_otherThread_isWokenBySignal() {
        Vgem.Fence fence = card.read(buffer);
        WaitingCall wait = new WaitingCall(() -> assertTrue(buffer.awaitWritable(LIMIT)));
        wait.awaitSleepingIn(WaitingCall.POLL);
        fence.signal();
        wait.awaitReturn();
    }

    @Test
    void await_tooShort_isFalse() {
        card.read(buffer);
        assertFalse(buffer.awaitWritable(Duration.ofMillis(20)));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void cpuAccess_cardWrites_waitsUntilSignalled(Direction direction) {
        assertWaitsFor(card.write(buffer), direction);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "READ_WRITE"})
    void cpuAccessToWrite_cardReads_waitsUntilSignalled(Direction direction) {
        assertWaitsFor(card.read(buffer), direction);
    }

    private void assertWaitsFor(Vgem.Fence fence, Direction direction) {
        WaitingCall access = new WaitingCall(() -> buffer.beginCpuAccess(direction).close());
        access.awaitSleepingIn(WaitingCall.IOCTL);
        fence.signal();
        access.awaitReturn();
    }

    @Test
    void cpuAccessToRead_cardReads_doesNotWait() {
        card.read(buffer);
        try (CpuAccess _ = buffer.beginCpuAccess(Direction.READ)) {
            assertFalse(buffer.awaitWritable(NO_TIME));
        }
    }
}
