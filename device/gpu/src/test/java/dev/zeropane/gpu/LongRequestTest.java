// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.gpu.protocol.Format;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Requests that copy or allocate much: they go on turn by turn, so that whatever else the device's
/// thread has to do waits for one turn at most. Time passes here as the device looks at the clock.
final class LongRequestTest extends LongRequestRig {
    @Test
    void transfer_copiesAFewPiecesInATurn_andIsAnsweredWhenItIsDone() {
        device(true);
        resource();
        transfer(0);
        for (long before = copied(); control.isServedAgain(); before = copied()) {
            assertEquals(3, control.answered());
            control.serve();
            assertTrue(copied() - before <= TURN_BYTES, () -> copied() + " bytes");
        }
        assertOk(4);
        assertEquals(IMAGE, copied());
        assertEquals(1, shown());
    }

    @Test
    void requestsBehindIt_wait_andThoseOfTheCursorDoNot() {
        device(true);
        resource();
        transfer(0);
        control.send(VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_FLUSH, 0, 0, SIDE, SIDE, ID, 0);
        control.serve();
        cursor.send(VirtioGpu.VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, 0, 0, 0, ID, 0, 0, 0);
        cursor.serve();
        assertEquals(1, cursor.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA, cursor.answer(0));
        assertFalse(cursor.isServedAgain());
        assertEquals(3, control.answered());
        assertEquals(List.of(), surface.damaged());
        assertTrue(control.serveAll() > IMAGE / TURN_BYTES / 2);
        assertOk(5);
        assertEquals(1, surface.damaged().size());
    }

    @Test
    void transferThatNeedsACopy_takesTurns_andShowsBothParts() {
        device(false);
        resource();
        transfer(0);
        int _ = control.serveAll();
        assertEquals(0, copied());
        transfer(4L * SIDE * SIDE / 2);
        int turns = control.serveAll();
        assertOk(5);
        assertEquals(IMAGE * 3L / 2, copied());
        assertTrue(turns >= copied() / TURN_BYTES, () -> turns + " turns");
        assertEquals(Storage.NON_CANONICAL_TRANSFER.details(), picture());
        assertEquals(1, shown());
    }

    private SequencedMap<String, String> picture() {
        return device.stats().scanouts().getFirst().picture().orElseThrow().details();
    }

    private void detach() {
        control.send(VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, ID, 0);
    }

    @Test
    void detach_shown_takesTurns_andTheRequestBehindItWaits() {
        device(false);
        resource();
        detach();
        attach();
        control.serve();
        assertEquals(3, control.answered());
        assertTrue(control.serveAll() >= IMAGE / TURN_BYTES - 1);
        assertOk(5);
        assertEquals(Storage.ALIASED.details(), picture());
        assertEquals(0, device.stats().hostMemoryUsed());
    }

    @Test
    void detach_freedNext_copiesNothing() {
        device(false);
        resource();
        detach();
        control.send(VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_UNREF, ID, 0);
        int _ = control.serveAll();
        assertOk(5);
        assertEquals(0, copied());
    }

    @Test
    void memoryReplaced_meanwhile_goesOnFromTheSamePages() {
        device(true);
        resource();
        transfer(0);
        control.serve();
        GuestRegion old = pixels;
        pixels = mapPixels();
        device.memoryReplaced(memory());
        old.close();
        int _ = control.serveAll();
        assertOk(4);
        assertEquals(1, shown());
    }

    @Test
    void memoryLost_meanwhile_isCopiedBeforeItGoes() {
        device(true);
        resource();
        transfer(0);
        control.serve();
        device.memoryReplaced(GuestMemory.of(List.of(region)));
        pixels.close();
        assertOk(4);
        assertEquals(1, shown());
        assertFalse(control.isServedAgain());
    }

    @Test
    void memoryLost_ofADetachThatIsUnderway_keepsThePicture() {
        device(false);
        resource();
        detach();
        control.serve();
        assertEquals(3, control.answered());
        device.memoryReplaced(GuestMemory.EMPTY);
        assertOk(4);
        assertEquals(IMAGE, copied());
        assertEquals(1, shown());
    }

    @Test
    void stopped_meanwhile_theAnswerComesWhenTheRingRunsAgain() {
        device(true);
        resource();
        transfer(0);
        control.serve();
        int base = control.queue.stop();
        assertEquals(4, base);
        control.start(base);
        int _ = control.serveAll();
        assertOk(4);
        assertEquals(1, shown());
    }

    @Test
    void reset_meanwhile_dropsIt() {
        device(false);
        resource();
        detach();
        attach();
        control.serve();
        assertTrue(device.isUnfinished(0));
        control.queue.reset();
        device.reset();
        assertFalse(device.isUnfinished(0));
        assertEquals(0, device.stats().hostMemoryUsed());
        assertEquals(3, control.answered());
    }

    @Test
    void failure_inTheMiddle_isAnswered_andTheNextIsServed() {
        device(true);
        resource();
        transfer(0);
        control.send(VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_FLUSH, 0, 0, SIDE, SIDE, ID, 0);
        control.serve();
        // As pages are that the host does not have: reading them fails.
        pixels.close();
        assertThrows(IllegalStateException.class, control::serve);
        assertEquals(4, control.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, control.answer(3));
        int _ = control.serveAll();
        assertEquals(5, control.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA, control.answer(4));
    }

    @Test
    void detach_thatFailsInTheMiddle_letsGoOfThePages() {
        device(false);
        resource();
        detach();
        control.serve();
        pixels.close();
        assertThrows(IllegalStateException.class, control::serve);
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, control.answer(3));
        assertTrue(surface.isOff());
        assertEquals(1, surface.forgotten().size());
        assertEquals(0, device.stats().hostMemoryUsed());
    }

    @Test
    void storage_isAllocatedInTurns() {
        device(false);
        control.send(
                VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
                ID,
                Format.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                2 * SIDE,
                SIDE);
        control.send(VirtioGpu.VIRTIO_GPU_CMD_SET_SCANOUT, 0, 0, SIDE, SIDE, 0, ID);
        assertTrue(control.serveAll() > 1);
        assertOk(2);
        assertEquals(0, shown());
    }

    @Test
    void surfaceAdded_meanwhile_isShownThePictureWhenAllIsCopied() {
        device(false);
        resource();
        detach();
        control.serve();
        RecordingSurface watcher = new RecordingSurface(false);
        device.attach(0, "watcher", watcher);
        assertOk(4);
        assertEquals(Storage.DETACHED.details(), picture());
        assertEquals(surface.memory(), watcher.memory());
        assertEquals(1, shown());
    }
}
