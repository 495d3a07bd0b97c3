// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Dma-bufs that the guest takes back, and sockets that come and go: the VMM lets go of them.
final class DmaBufTakenBackTest extends DmaBufTest {
    @Test
    void off_theVmmLetsGo() {
        start();
        DrawnPicture fb = shown(1);
        awaitHeld(2);
        device().off(0);
        await("darkness", () -> screen().picture(0).isEmpty());
        drain();
        assertEquals(2, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        awaitHeld(1);
        device().free(fb);
        awaitHeld(0);
        assertEquals(0, device().pinned());
        shown(2);
        assertShared();
    }

    enum Taken {
        DETACH,
        UNREF,
        RESET
    }

    @ParameterizedTest
    @EnumSource
    void bufferTakenBack_whileShown_isLetGo(Taken how) {
        start();
        DrawnPicture fb = shown(1);
        take(how, fb);
        awaitHeld(0);
        assertEquals(0, device().pinned());
        shown(2);
        assertShared();
        assertNothingWaits();
    }

    private void take(Taken how, DrawnPicture fb) {
        switch (how) {
            case DETACH -> {
                device().detach(fb);
                await("what it showed", () -> screen().dmaBuf(0).isEmpty() && shows(fb));
            }
            case UNREF -> {
                device().free(fb);
                await("darkness", () -> screen().picture(0).isEmpty());
            }
            case RESET -> {
                device().free(fb);
                device().connect();
                drain();
                assertTrue(screen().picture(0).isEmpty());
            }
        }
    }

    /// While the VMM is silent about the last update.
    @ParameterizedTest
    @EnumSource
    void bufferTakenBack_withAnUpdateOpen_isLetGo(Taken how) {
        start();
        DrawnPicture fb = shown(1);
        screen().holdDmaBufUpdates(true);
        update(fb);
        drain();
        switch (how) {
            case DETACH -> device().detach(fb);
            case UNREF -> device().free(fb);
            case RESET -> {
                device().free(fb);
                device().connect();
            }
        }
        // The VMM's own is left, until it hears.
        awaitHeld(how == Taken.RESET ? 0 : 1);
        screen().holdDmaBufUpdates(false);
        awaitHeld(0);
        shown(2);
        assertShared();
        assertNothingWaits();
    }

    @Test
    void anotherSocket_isToldEverything() {
        start();
        DrawnPicture fb = shown(1);
        for (int i = 0; i < 20; i++) {
            if (i % 2 == 0) {
                screen().holdDmaBufUpdates(true);
            }
            update(fb);
            drainLittle();
            device().connect();
            await("the picture", () -> shows(fb));
            assertEquals(1, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        }
        drain();
        awaitHeld(2);
        assertEquals(BYTES, device().pinned());
        assertNothingWaits();
        device().connect();
        await("the picture", () -> shows(fb));
    }

    private void drainLittle() {
        while (screen().poll()) {}
    }

    @Test
    void nextVmm_knowsNothingOfTheFirst() {
        start();
        device().free(shown(1));
        device().nextVmm();
        drain();
        assertTrue(screen().picture(0).isEmpty());
        assertEquals(0, count(VHOST_USER_GPU_DMABUF_SCANOUT2));
        awaitHeld(0);
        assertEquals(0, device().pinned());
        shown(1);
        assertShared();
    }
}
