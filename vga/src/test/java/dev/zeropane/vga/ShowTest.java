package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.Run;
import dev.zeropane.linux.Mapping;
import dev.zeropane.pci.MappableMemory;
import dev.zeropane.pci.PciIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What displays are told by registers alone.
final class ShowTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int STRIDE = 4 * WIDTH;
    private static final int PAGE = 4096;

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
    void modeSet_showsItToReadersAndImporters() {
        Viewer reader = Viewer.reader();
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(reader, importer)) {
            rig.guest().draw(4L * (WIDTH + 1), 0x123456);
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            importer.await("shown", v -> v.shown().isPresent());
            reader.await("seen", v -> v.sees(rig.guest().memory(), 0));
            Frame frame = reader.shown().orElseThrow();
            assertEquals(frame, importer.shown().orElseThrow());
            assertEquals(WIDTH, frame.width());
            assertEquals(HEIGHT, frame.height());
            assertEquals(STRIDE, frame.stride());
            assertEquals(PixelFormat.XRGB8888, frame.format());
            VgaStats stats = rig.stats();
            assertEquals(1, stats.modeChanges());
            assertEquals(0, stats.flips());
            assertEquals(
                    Optional.of(
                            new VgaStats.OnScreen(
                                    WIDTH, HEIGHT, PixelFormat.XRGB8888, new Sharing.Exported())),
                    stats.picture());
        }
    }

    @Test
    void disabledOrImpossibleMode_isOff() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            int[][] impossible = {
                {Guest.ENABLE, 0},
                {Guest.XRES, 0},
                {Guest.XRES, 0xffff},
                {Guest.YRES, 0},
                {Guest.YRES, 0x7fff},
                {Guest.BPP, 7},
                {Guest.Y_OFFSET, 0xffff},
                {Guest.VIRT_WIDTH, 0xffff},
            };
            for (int[] write : impossible) {
                guest.setMode(WIDTH, HEIGHT, 32);
                reader.await("on", v -> v.shown().isPresent());
                guest.write(write[0], write[1]);
                assertEquals(Optional.empty(), reader.shown(), "register " + write[0]);
            }
            assertEquals(Optional.empty(), rig.stats().picture());
            assertEquals(impossible.length, rig.stats().modeChanges());
        }
    }

    @Test
    void byteOrder_isAnotherMode() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.guest().byteOrder(Guest.BIG_ENDIAN);
            rig.guest().byteOrder(Guest.BIG_ENDIAN);
            rig.guest().byteOrder(Guest.LITTLE_ENDIAN);
            assertEquals(
                    List.of(PixelFormat.XRGB8888, PixelFormat.BGRX8888, PixelFormat.XRGB8888),
                    importer.frames().stream().map(Frame::format).toList());
            assertEquals(3, rig.stats().modeChanges());
        }
    }

    @Test
    void everyDepth_isShownAsItIs() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            int[] noise = new Random(1).ints((long) WIDTH * HEIGHT).toArray();
            guest.memory().asSlice(0, 4L * noise.length).copyFrom(MemorySegment.ofArray(noise));
            Map<Integer, PixelFormat> formats =
                    Map.of(
                            32, PixelFormat.XRGB8888,
                            24, PixelFormat.RGB888,
                            16, PixelFormat.RGB565,
                            15, PixelFormat.XRGB1555);
            formats.forEach((bits, format) -> {
                guest.setMode(WIDTH, HEIGHT, bits);
                reader.await("shown", v -> v.sees(guest.memory(), 0));
                assertEquals(format, reader.shown().orElseThrow().format());
                guest.draw(50_000, guest.memory().get(WORD, 50_000) + 1);
                reader.await("changed", v -> v.sees(guest.memory(), 0));
            });
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
    void flips_showEachBufferAtOnceAndInOrder() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            for (int i = 0; i < 100; i++) {
                guest.flip(i % 2 == 0 ? HEIGHT : 0);
                assertEquals(2 + i, importer.frames().size());
            }
            List<Frame> frames = importer.frames();
            assertNotSame(frames.get(0).memory(), frames.get(1).memory());
            for (int i = 2; i < frames.size(); i++) {
                assertEquals(frames.get(i - 2), frames.get(i));
                assertSame(frames.get(i - 2).memory(), frames.get(i).memory());
            }
            assertEquals(100, rig.stats().flips());
            assertEquals(1, rig.stats().modeChanges());
            assertEquals(2, rig.exports().size());
            assertEquals(List.of(), importer.forgotten());
        }
    }

    @Test
    void flips_readerSeesTheLastBufferAndNoneAfterIt() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            for (int i = 1; i <= 300; i++) {
                int row = HEIGHT * (i % 3);
                // Drawn while the other is shown; the number tells the pictures apart.
                guest.draw((long) row * STRIDE, i);
                guest.flip(row);
                assertEquals(List.of(), increasing(reader), "after " + i);
            }
            reader.await("the last", v -> v.sees(guest.memory(), 0));
            assertEquals(300, MemorySegment.ofArray(reader.picture()).get(WORD, 0));
        }
    }

    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
    private int latest;

    /// What is seen is never older than what was seen before.
    private List<Integer> increasing(Viewer reader) {
        byte[] picture = reader.picture();
        if (picture.length == 0) {
            return List.of();
        }
        int seen = MemorySegment.ofArray(picture).get(WORD, 0);
        if (seen < latest) {
            return List.of(latest, seen);
        }
        latest = seen;
        return List.of();
    }

    @Test
    void registersThatShowNothingElse_showNothing() {
        Viewer importer = Viewer.importer();
        try (Rig rig = new Rig(importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.guest().write(Guest.VIRT_WIDTH, WIDTH);
            rig.guest().write(Guest.VIRT_HEIGHT, 1);
            rig.guest().write(Guest.BANK, 3);
            rig.guest().write(Guest.ENABLE, 0xc1);
            assertEquals(1, importer.frames().size());
        }
    }

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
    void frameWithinPages_beginsWhereThePictureDoes() {
        Viewer reader = Viewer.reader();
        try (Rig rig = new Rig(reader)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            guest.write(Guest.X_OFFSET, 3);
            long first = 12 + 7 * STRIDE;
            guest.draw(first, 0x445566);
            guest.write(Guest.Y_OFFSET, 7);
            reader.await("seen", v -> v.sees(guest.memory(), first));
            assertEquals(first % PAGE, reader.shown().orElseThrow().offset());
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
            assertTrue(kept <= 2, kept + " chunks of 8 MiB in 16 MiB");
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
    void watcherThatComes_isToldWhatIsShown() {
        try (Rig rig = new Rig()) {
            Viewer early = Viewer.reader();
            rig.attach(early);
            assertEquals(List.of("off"), early.told());
            rig.guest().draw(0, 77);
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            early.await("seen", v -> v.sees(rig.guest().memory(), 0));
            Viewer late = Viewer.reader();
            rig.attach(late);
            assertTrue(late.sees(rig.guest().memory(), 0));
            Viewer importer = Viewer.importer();
            rig.attach(importer);
            assertEquals(late.shown(), importer.shown());
            assertEquals(1, rig.exports().size());
            rig.detach(early);
            int told = early.told().size();
            rig.guest().write(Guest.ENABLE, 0);
            assertEquals(told, early.told().size());
            assertEquals("off", late.told().getLast());
        }
    }

    @Test
    void firstReaderThatComesLate_isToldWhatIsThereNow() {
        try (Rig rig = new Rig(Viewer.importer())) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            for (int round = 1; round < 20; round++) {
                rig.guest().draw(4L * round, 0x01010101 * round);
                Viewer reader = Viewer.reader();
                rig.attach(reader);
                assertTrue(reader.sees(rig.guest().memory(), 0), "round " + round);
                rig.detach(reader);
            }
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
            return thread.join(java.time.Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
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
