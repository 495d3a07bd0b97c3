// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.StandIn;

/// Dma-bufs on the VMM's display socket. Memfds stand in for them, of which none is left open.
abstract class DmaBufTest extends VmmTest {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    static final long BYTES = 4L * WIDTH * HEIGHT;

    @Override
    final boolean sharesDmaBufs() {
        return true;
    }

    @Override
    final void ended() {
        assertEquals(0, StandIn.held(), "stand-ins left open");
    }

    final DrawnPicture shown(int seed) {
        return shown(seed, WIDTH, HEIGHT);
    }

    final void awaitHeld(int count) {
        await(count + " descriptors", () -> StandIn.held() == count);
    }

    final void assertShared() {
        assertTrue(screen().dmaBuf(0).isPresent(), screen()::toString);
    }

    final void assertPixels() {
        assertTrue(screen().dmaBuf(0).isEmpty(), screen()::toString);
    }

    final SurfaceStats stats() {
        return device().stats();
    }

    /// Every update was shown or dropped, but for one on its way and one that waits.
    final void assertAddsUp() {
        long done = stats().shown() + stats().dropped();
        long given = device().given();
        assertTrue(done <= given && done >= given - 2, () -> stats() + " of " + given);
    }

    final void assertNothingWaits() {
        assertEquals(device().given(), stats().shown() + stats().dropped());
    }
}
