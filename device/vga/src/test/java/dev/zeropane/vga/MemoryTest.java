// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.dmabuf.Run;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who gets which memory, and for how long.
final class MemoryTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int STRIDE = 4 * WIDTH;
    private static final int PAGE = 4096;

    @Test
    void export_isThePagesOfThePictureAndNoOthers() {
        try (Rig rig = new Rig(Viewer.importer())) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            guest.write(Guest.VIRT_WIDTH, 1000);
            guest.write(Guest.X_OFFSET, 500);
            guest.write(Guest.Y_OFFSET, 77);
            long first = 77 * 4000 + 500 * 4;
            long end = first + 4000L * (HEIGHT - 1) + STRIDE;
            List<Run> runs = rig.exports().getLast().list();
            assertEquals(1, runs.size());
            assertEquals(first / PAGE * PAGE, runs.getFirst().offset());
            assertEquals((end + PAGE - 1) / PAGE * PAGE, runs.getFirst().end());
            assertEquals(
                    rig.device().bars().get(0).memory().orElseThrow().fd(),
                    runs.getFirst().file().fd());
        }
    }

    @Test
    void panning_keepsNoMoreThanMemoryHolds() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(1920, 1080, 32);
            for (int row = 0; row <= 1000; row += 8) {
                rig.guest().flip(row);
            }
            assertEquals(126, importer.frames().size());
            int kept = 126 - importer.forgotten().size();
            assertTrue(kept <= 2, kept + " pictures of 8 MiB in 16 MiB");
            List<FrameMemory> shown = importer.frames().stream().map(Frame::memory).toList();
            // The eldest go first.
            assertEquals(shown.subList(0, shown.size() - kept), importer.forgotten());
        }
    }

    @Test
    void smallBuffers_areKeptByNumber() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(64, 64, 32);
            for (int i = 0; i < 20; i++) {
                rig.guest().flip(64 * i);
            }
            assertEquals(12, importer.forgotten().size());
            rig.guest().flip(64 * 19);
            rig.guest().flip(64 * 12);
            assertEquals(20, rig.exports().size());
        }
    }

    @Test
    void sharedPixels_areTheMirrorOfThePicture() {
        Viewer reader = Viewer.reader();
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            // On no screen: it must not be there.
            guest.memory().asSlice(Rig.VIDEO_MEMORY - PAGE).fill((byte) 9);
            assertEquals(Optional.empty(), importer.shown().orElseThrow().memory().shared());
            rig.attach(reader);
            guest.flip(HEIGHT);
            long first = (long) STRIDE * HEIGHT;
            guest.draw(first + 40, 40);
            reader.await("seen", v -> v.sees(guest.memory(), first));
            Frame frame = reader.shown().orElseThrow();
            FrameMemory memory = frame.memory();
            try (SharedPixels shared = memory.shared().orElseThrow();
                    Mapping mapping = shared.file().map(Mapping.Access.READ)) {
                assertEquals(first / PAGE * PAGE, shared.offset());
                assertTrue(reader.sees(mapping.segment(), shared.offset() + frame.offset()));
                guest.draw(first + 44, 44);
                reader.await("seen", v -> v.sees(guest.memory(), first));
                assertTrue(reader.sees(mapping.segment(), shared.offset() + frame.offset()));
                MemorySegment rest = mapping.segment().asSlice(Rig.VIDEO_MEMORY - PAGE);
                assertEquals(-1, rest.mismatch(MemorySegment.ofArray(new byte[PAGE])));
                assertNotEquals(
                        rig.device().bars().get(0).memory().orElseThrow().fd().id(),
                        shared.file().id());
            }
            rig.next();
            assertEquals(Optional.empty(), memory.shared());
        }
    }

    @Test
    void trappedFramebuffer_isTheSameMemory() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            MemorySegment bytes = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5});
            guest.onDevice(() -> rig.device().bars().get(0).write(4093, bytes));
            assertEquals(3, guest.memory().get(ValueLayout.JAVA_BYTE, 4095));
            reader.await("seen", v -> v.sees(guest.memory(), 0));
            MemorySegment read = MemorySegment.ofArray(new byte[3]);
            guest.onDevice(() -> rig.device().bars().get(0).read(Rig.VIDEO_MEMORY - 3, read));
            assertEquals(-1, read.mismatch(MemorySegment.ofArray(new byte[3])));
            guest.onDevice(() -> rig.device().bars().get(0).read(4094, read));
            assertEquals(-1, read.mismatch(MemorySegment.ofArray(new byte[] {2, 3, 4})));
        }
    }
}
