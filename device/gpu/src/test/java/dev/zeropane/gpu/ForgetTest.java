// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.guest.GuestMemory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When surfaces are told that a frame's memory is gone. That it is gone by then, and replaced on
/// the screen, [RecordingSurface] asserts.
final class ForgetTest {
    private TableRig rig = new TableRig(GpuOptions.DEFAULT_MAX_HOST_MEMORY);

    @AfterEach
    void tearDown() {
        rig.close();
    }

    /// Creates a resource and shows it on the first scanout, as a dma-buf.
    private FrameMemory shown(int id) {
        rig.create(id);
        rig.show(0, id);
        FrameMemory memory = rig.importer.memory();
        assertTrue(memory.dmaBuf().map(ForgetTest::close).orElse(false), "not exported");
        return memory;
    }

    private static boolean close(DmaBuf buffer) {
        buffer.close();
        return true;
    }

    private void assertForgotten(FrameMemory... memories) {
        assertEquals(List.of(memories), rig.importer.forgotten());
        assertEquals(List.of(memories), rig.reader.forgotten());
    }

    @Test
    void flipFlushAndTransfer_tellNothing() {
        FrameMemory one = shown(1);
        FrameMemory two = shown(2);
        for (int i = 0; i < 3; i++) {
            rig.show(0, 1);
            assertSame(one, rig.importer.memory());
            rig.transfer(1, true);
            rig.flush(1);
            rig.show(0, 2);
            assertSame(two, rig.importer.memory());
        }
        assertForgotten();
    }

    @Test
    void detach_shownOnBothScanouts_showsACopyAndForgets() {
        FrameMemory old = shown(1);
        rig.show(1, 1);
        assertSame(old, rig.reader.memory());
        rig.detach(1);
        assertForgotten(old);
        assertNotSame(old, rig.importer.memory());
        assertSame(rig.importer.memory(), rig.reader.memory());
    }

    @Test
    void detach_notShownNow_forgets() {
        FrameMemory old = shown(1);
        FrameMemory kept = shown(2);
        rig.detach(1);
        assertForgotten(old);
        assertSame(kept, rig.importer.memory());
    }

    @Test
    void detach_noMemoryForACopy_isOffAndForgets() {
        rig.close();
        rig = new TableRig(0);
        FrameMemory old = shown(1);
        rig.detach(1);
        assertForgotten(old);
        assertTrue(rig.importer.isOff());
    }

    @Test
    void attach_again_forgetsTheCopy() {
        FrameMemory first = shown(1);
        rig.detach(1);
        FrameMemory copy = rig.importer.memory();
        rig.attach(1);
        assertForgotten(first, copy);
        assertNotSame(first, rig.importer.memory());
    }

    /// The importer got a dma-buf before the reader found that there are no mappings.
    @Test
    void attach_againWithoutMappings_forgetsBothThatAreGone() {
        FrameMemory first = shown(1);
        rig.show(1, 1);
        rig.detach(1);
        FrameMemory copy = rig.importer.memory();
        try (StandIn.Mappings _ = StandIn.takeAllMappings()) {
            rig.attach(1);
        }
        assertSame(rig.reader.memory(), rig.importer.memory());
        assertEquals(3, rig.importer.forgotten().size());
        assertEquals(List.of(first, copy), rig.importer.forgotten().subList(0, 2));
        assertEquals(rig.importer.forgotten(), rig.reader.forgotten());
    }

    @Test
    void unref_shown_isOffAndForgets() {
        FrameMemory old = shown(1);
        rig.unref(1);
        assertForgotten(old);
        assertTrue(rig.importer.isOff());
    }

    @Test
    void unref_notShownNow_forgets() {
        FrameMemory old = shown(1);
        FrameMemory kept = shown(2);
        rig.unref(1);
        assertForgotten(old);
        assertSame(kept, rig.importer.memory());
    }

    @Test
    void unref_neverShown_tellsNothing() {
        rig.create(1);
        rig.unref(1);
        assertForgotten();
    }

    @Test
    void transferThatNeedsACopy_forgetsThePages_thenUnrefTheCopy() {
        FrameMemory old = shown(1);
        rig.transfer(1, false);
        assertForgotten(old);
        FrameMemory copy = rig.importer.memory();
        rig.transfer(1, false);
        rig.detach(1);
        rig.attach(1);
        assertSame(copy, rig.importer.memory());
        assertForgotten(old);
        rig.unref(1);
        assertForgotten(old, copy);
    }

    @Test
    void watcherWithoutMappings_getsACopy_andThePagesAreForgotten() {
        FrameMemory old = shown(1);
        RecordingSurface watcher = new RecordingSurface(false);
        try (StandIn.Mappings _ = StandIn.takeAllMappings()) {
            rig.table().addSurface(rig.scanout(0), "watcher", watcher);
        }
        assertForgotten(old);
        assertSame(rig.importer.memory(), watcher.memory());
        assertEquals(List.of(old), watcher.forgotten());
    }

    @Test
    void secondScanoutWithoutMappings_getsACopy_andThePagesAreForgotten() {
        FrameMemory old = shown(1);
        try (StandIn.Mappings _ = StandIn.takeAllMappings()) {
            rig.show(1, 1);
        }
        assertForgotten(old);
        assertSame(rig.importer.memory(), rig.reader.memory());
    }

    @Test
    void memoryReplaced_samePages_tellsNothing() {
        FrameMemory kept = shown(1);
        rig.replaceMemory();
        rig.show(0, 1);
        assertSame(kept, rig.importer.memory());
        assertForgotten();
    }

    @Test
    void memoryReplaced_pagesLost_forgets() {
        FrameMemory old = shown(1);
        rig.table().memoryReplaced(GuestMemory.EMPTY);
        assertForgotten(old);
        assertFalse(rig.importer.isOff());
    }

    @Test
    void reset_forgetsAll() {
        FrameMemory notShownNow = shown(1);
        FrameMemory old = shown(2);
        rig.table().reset();
        assertForgotten(notShownNow, old);
        assertTrue(rig.importer.isOff());
    }

    @Test
    void lastDisplayGone_nextOneHearsOnlyOfWhatItMaySee() {
        FrameMemory old = shown(1);
        rig.scanout(0).remove(rig.importer);
        rig.scanout(1).remove(rig.reader);
        rig.table().releaseUnusedImages();
        assertTrue(old.dmaBuf().isEmpty());
        RecordingSurface next = new RecordingSurface(true);
        rig.table().addSurface(rig.scanout(0), "next", next);
        FrameMemory memory = next.memory();
        assertNotSame(old, memory);
        rig.unref(1);
        assertEquals(List.of(memory), next.forgotten());
        assertForgotten();
    }
}
