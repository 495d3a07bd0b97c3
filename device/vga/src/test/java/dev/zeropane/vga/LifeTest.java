// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.pci.MappableMemory;
import dev.zeropane.pci.PciIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Devices that come, are reset, and go.
final class LifeTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int STRIDE = 4 * WIDTH;

    @Test
    void device_isBochsDisplay() {
        try (Rig rig = new Rig()) {
            VgaDevice device = rig.device();
            assertEquals(
                    new PciIdentity(0x1234, 0x1111, 0x1af4, 0x1100, 0x038000, 2),
                    device.identity());
            assertEquals(List.of(), device.capabilities());
            assertEquals(List.of(0, 2), List.copyOf(device.bars().keySet()));
            assertEquals(Rig.VIDEO_MEMORY, device.bars().get(0).size());
            assertTrue(device.bars().get(0).isPrefetchable());
            assertEquals(
                    List.of(new MappableMemory.Area(0, Rig.VIDEO_MEMORY)),
                    device.bars().get(0).memory().orElseThrow().areas());
            assertEquals(4096, device.bars().get(2).size());
            assertFalse(device.bars().get(2).isPrefetchable());
            assertEquals(Optional.empty(), device.bars().get(2).memory());
            assertEquals(0xb0c5, rig.guest().read(Guest.ID));
            assertEquals(256, rig.guest().read(Guest.VIDEO_MEMORY_64K));
        }
    }

    @Test
    void reset_isOffAndForgotten() {
        Viewer reader = Viewer.reader();
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(reader, importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.guest().flip(HEIGHT);
            reader.await("shown", v -> v.shown().isPresent());
            rig.reset();
            for (Viewer viewer : List.of(reader, importer)) {
                assertEquals(Optional.empty(), viewer.shown());
                assertEquals(2, viewer.forgotten().size());
            }
            assertEquals(0, rig.guest().read(Guest.ENABLE));
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            reader.await("again", v -> v.sees(rig.guest().memory(), 0));
        }
    }

    @Test
    void nextVmm_seesNothingOfTheLastOnes() {
        Viewer reader = Viewer.reader();
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(reader, importer)) {
            rig.guest().memory().fill((byte) 0x5a);
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            reader.await("seen", v -> v.sees(rig.guest().memory(), 0));
            Guest next = rig.next();
            for (Viewer viewer : List.of(reader, importer)) {
                assertEquals(Optional.empty(), viewer.shown());
                assertEquals(1, viewer.forgotten().size());
            }
            assertEquals(
                    -1,
                    next.memory()
                            .mismatch(MemorySegment.ofArray(new byte[(int) Rig.VIDEO_MEMORY])));
            next.setMode(WIDTH, HEIGHT, 32);
            reader.await("shown", v -> v.shown().isPresent());
            assertEquals(
                    -1,
                    MemorySegment.ofArray(reader.picture())
                            .mismatch(MemorySegment.ofArray(new byte[STRIDE * HEIGHT])));
            next.draw(0, 5);
            reader.await("drawn", v -> v.sees(next.memory(), 0));
        }
    }

    @Test
    void close_takesMemoryFromWhoReads() {
        Viewer reader = new Viewer(false, false);
        try (Rig rig = new Rig(reader)) {
            rig.guest().setMode(1920, 1080, 32);
            reader.await("shown", v -> v.shown().isPresent());
            FrameMemory memory = reader.shown().orElseThrow().memory();
            Thread busy =
                    Thread.ofPlatform()
                            .start(() -> {
                                byte[] copy = new byte[1920 * 1080 * 4];
                                while (memory.read(
                                        pixels ->
                                                MemorySegment.copy(
                                                        pixels,
                                                        ValueLayout.JAVA_BYTE,
                                                        0,
                                                        copy,
                                                        0,
                                                        copy.length))) {}
                            });
            rig.next();
            assertTrue(join(busy), "the reader was let go");
            assertFalse(memory.read(_ -> {}));
        }
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
