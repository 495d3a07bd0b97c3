// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.png.TestFrames.Memory;
import dev.zeropane.linux.Budget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PngDisplayTest {
    @TempDir private Path directory;

    private Path screen(int scanout) {
        return directory.resolve("screen-" + scanout + ".png");
    }

    private void awaitFile(int scanout) throws InterruptedException {
        PngFiles.await("screen " + scanout, () -> Files.exists(screen(scanout)));
    }

    @Test
    void constructor_missingDirectory_made() {
        Path nested = directory.resolve("a/b");
        new PngDisplay(nested).close();
        assertTrue(Files.isDirectory(nested));
    }

    @Test
    void constructor_notADirectory_errorNamesIt() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        String message = assertThrows(PngException.class, () -> new PngDisplay(file)).getMessage();
        assertTrue(message.contains(file.toString()), message);
        assertThrows(PngException.class, () -> new PngDisplay(Path.of("/proc/zeropane")));
    }

    @Test
    void show_twoScreens_oneFileEach() throws Exception {
        try (PngDisplay display = new PngDisplay(directory)) {
            display.open(0).show(TestFrames.frame(2, 2, TestFrames.filled(2, 2, 0x112233)));
            display.open(5).show(TestFrames.frame(3, 1, TestFrames.filled(3, 1, 0x445566)));
            awaitFile(0);
            awaitFile(5);
        }
        assertEquals(0x112233, PngFiles.pixel(screen(0), 1, 1));
        assertEquals(0x445566, PngFiles.pixel(screen(5), 2, 0));
        assertEquals(List.of("screen-0.png", "screen-5.png"), PngFiles.names(directory));
    }

    @Test
    void damage_sameFrame_onlyThatRectangleReadAgain() throws Exception {
        Memory memory = TestFrames.filled(4, 4, 0x111111);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(4, 4, memory));
            awaitFile(0);
            memory.fill(0x222222);
            surface.damage(new Rect(1, 2, 2, 1));
        }
        BufferedImage image = PngFiles.read(screen(0));
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                boolean inside = y == 2 && (x == 1 || x == 2);
                assertEquals(
                        inside ? 0x222222 : 0x111111, image.getRGB(x, y) & 0xffffff, x + "," + y);
            }
        }
    }

    @Test
    void damage_twoRectangles_bothRead() throws Exception {
        Memory memory = TestFrames.filled(4, 4, 0x111111);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(4, 4, memory));
            awaitFile(0);
            memory.fill(0x222222);
            surface.damage(new Rect(0, 0, 1, 1));
            surface.damage(new Rect(3, 3, 1000, 1000));
        }
        assertEquals(0x222222, PngFiles.pixel(screen(0), 0, 0));
        assertEquals(0x222222, PngFiles.pixel(screen(0), 3, 3));
    }

    @Test
    void show_sameFrameAgain_allReadAgain() throws Exception {
        Memory memory = TestFrames.filled(4, 4, 0x111111);
        Frame frame = TestFrames.frame(4, 4, memory);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(frame);
            awaitFile(0);
            memory.fill(0x222222);
            surface.damage(new Rect(0, 0, 1, 1));
            surface.show(frame);
        }
        assertEquals(0x222222, PngFiles.pixel(screen(0), 3, 3));
    }

    @Test
    void damage_nothingShownOrOutside_nothingWritten() throws Exception {
        Memory memory = TestFrames.filled(4, 4, 0);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.damage(new Rect(0, 0, 4, 4));
            surface.show(TestFrames.frame(4, 4, memory));
            awaitFile(0);
            surface.damage(new Rect(4, 0, 1, 1));
            surface.damage(Rect.EMPTY);
        }
        assertEquals(1, memory.reads.get());
    }

    @Test
    void show_burst_latestFrameWinsAtFourASecond() throws Exception {
        long start = System.nanoTime();
        Memory memory = TestFrames.filled(16, 16, 0);
        Memory last = TestFrames.filled(16, 16, 0xabcdef);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            for (int i = 0; i < 600; i++) {
                surface.show(TestFrames.frame(16, 16, memory));
                surface.damage(new Rect(0, 0, 1, 1));
                Thread.sleep(1);
            }
            surface.show(TestFrames.frame(16, 16, last));
        }
        // Every picture takes one read: four a second, the first at once, the last when closed.
        long most = (System.nanoTime() - start) / PngSurface.INTERVAL_NANOS + 2;
        int reads = memory.reads.get() + last.reads.get();
        assertTrue(reads <= most, reads + " pictures, at most " + most);
        assertTrue(reads >= 2, reads + " pictures");
        assertEquals(0xabcdef, PngFiles.pixel(screen(0), 8, 8));
    }

    @Test
    void close_pendingChange_writtenFirst() throws Exception {
        PngDisplay display = new PngDisplay(directory);
        Surface surface = display.open(0);
        Memory memory = TestFrames.filled(2, 2, 0x111111);
        surface.show(TestFrames.frame(2, 2, memory));
        awaitFile(0);
        memory.fill(0x222222);
        surface.damage(new Rect(0, 0, 2, 2));
        display.close();
        assertEquals(0x222222, PngFiles.pixel(screen(0), 0, 0));
        assertEquals(List.of("screen-0.png"), PngFiles.names(directory));
        display.close();
        assertThrows(IllegalStateException.class, () -> display.open(1));
    }

    @Test
    void surfaceClose_pendingChange_writtenAndLaterCallsIgnored() throws Exception {
        Memory memory = TestFrames.filled(2, 2, 0x111111);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(2, 2, memory));
            surface.close();
            awaitFile(0);
            surface.show(TestFrames.frame(2, 2, memory));
            surface.damage(new Rect(0, 0, 2, 2));
            surface.off();
            surface.close();
        }
        assertEquals(1, memory.reads.get());
    }

    @Test
    void off_afterPicture_fileStaysAndMemoryIsLeftAlone() throws Exception {
        Memory memory = TestFrames.filled(2, 2, 0x111111);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(2, 2, memory));
            awaitFile(0);
            surface.off();
            surface.damage(new Rect(0, 0, 2, 2));
        }
        assertEquals(1, memory.reads.get());
        assertEquals(0x111111, PngFiles.pixel(screen(0), 0, 0));
    }

    /// One guest's largest picture must not be what keeps the next guest from having any.
    @Test
    void off_afterPicture_roomForPicturesIsGivenBack() throws Exception {
        Budget budget = Picture.HALF_OF_HEAP;
        long most = Runtime.getRuntime().maxMemory() / 2;
        long rest = most - 64 * 64 * Integer.BYTES + 1;
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(64, 64, TestFrames.filled(64, 64, 0x111111)));
            awaitFile(0);
            assertFalse(budget.take(rest));
            surface.off();
            PngFiles.await("the memory to be given back", () -> budget.take(rest));
            budget.giveBack(rest);
        }
    }

    @Test
    void show_memoryGone_frameDroppedAndNextOneShown() throws Exception {
        Memory gone = TestFrames.filled(2, 2, 0x111111);
        gone.gone = true;
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(2, 2, gone));
            PngFiles.await("a try", () -> gone.reads.get() == 1);
            surface.damage(new Rect(0, 0, 1, 1));
            surface.show(TestFrames.frame(2, 2, TestFrames.filled(2, 2, 0x333333)));
            awaitFile(0);
        }
        assertEquals(0x333333, PngFiles.pixel(screen(0), 0, 0));
        assertEquals(1, gone.reads.get());
    }

    @Test
    void show_memoryGoneHalfway_fileUntouchedAndNothingKept() throws Exception {
        Memory memory = TestFrames.filled(2, 2, 0x111111);
        Frame frame = TestFrames.frame(2, 2, memory);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(frame);
            awaitFile(0);
            memory.fill(0x222222);
            memory.gone = true;
            surface.damage(new Rect(0, 0, 1, 1));
            PngFiles.await("a second try", () -> memory.reads.get() == 2);
            assertEquals(0x111111, PngFiles.pixel(screen(0), 0, 0));
            memory.gone = false;
            memory.fill(0x444444);
            surface.show(frame);
        }
        assertEquals(0x444444, PngFiles.pixel(screen(0), 1, 1));
    }

    @Test
    void show_memoryThrows_laterFramesStillShown() throws Exception {
        Memory good = TestFrames.filled(1, 1, 0x555555);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            Memory bad =
                    new Memory(0) {
                        @Override
                        public boolean read(Reader reader) {
                            reads.incrementAndGet();
                            throw new InternalError("a mapping was cut short");
                        }
                    };
            surface.show(TestFrames.frame(1, 1, bad));
            PngFiles.await("a try", () -> bad.reads.get() == 1);
            surface.show(TestFrames.frame(1, 1, good));
            awaitFile(0);
        }
        assertEquals(0x555555, PngFiles.pixel(screen(0), 0, 0));
    }

    @Test
    void write_directoryVanishes_goesOnWhenItReturns() throws Exception {
        Memory memory = TestFrames.filled(1, 1, 0x666666);
        Path nested = directory.resolve("pictures");
        try (PngDisplay display = new PngDisplay(nested)) {
            Surface surface = display.open(0);
            Files.delete(nested);
            surface.show(TestFrames.frame(1, 1, memory));
            PngFiles.await("a try", () -> memory.reads.get() == 1);
            surface.damage(new Rect(0, 0, 1, 1));
            PngFiles.await("another try", () -> memory.reads.get() == 2);
            Files.createDirectory(nested);
            surface.damage(new Rect(0, 0, 1, 1));
        }
        assertEquals(0x666666, PngFiles.pixel(nested.resolve("screen-0.png"), 0, 0));
    }

    @Test
    void write_readerPollsFile_neverSeesABrokenPicture() throws Exception {
        Memory memory = new Memory(640 * 480 * 4);
        CountDownLatch enough = new CountDownLatch(100);
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            while (enough.getCount() > 0) {
                                memory.bytes.set(ValueLayout.JAVA_INT, 0, 1);
                                PngDisplay.write(TestFrames.frame(640, 480, memory), screen(0));
                            }
                        });
        awaitFile(0);
        while (enough.getCount() > 0) {
            assertEquals(640, PngFiles.read(screen(0)).getWidth());
            enough.countDown();
        }
        writer.join();
        assertEquals(List.of("screen-0.png"), PngFiles.names(directory));
    }

    @Test
    void cursor_shown_notInThePictureAndMakesNone() throws Exception {
        Memory memory = TestFrames.filled(64, 64, 0x111111);
        int[] white = new int[64 * 64];
        Arrays.fill(white, 0xffffffff);
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(64, 64, memory));
            awaitFile(0);
            surface.moveCursor(0, 0);
            surface.cursor(CursorPicture.of(64, 64, white, 0, 0));
        }
        assertEquals(1, memory.reads.get());
        assertEquals(0x111111, PngFiles.pixel(screen(0), 5, 5));
    }

    @Test
    void surface_slowMemory_neverBlocksTheDeviceThread() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Memory slow =
                new Memory(4) {
                    @Override
                    public boolean read(Reader reader) {
                        reads.incrementAndGet();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return super.read(reader);
                    }
                };
        try (PngDisplay display = new PngDisplay(directory)) {
            Surface surface = display.open(0);
            surface.show(TestFrames.frame(1, 1, slow));
            PngFiles.await("a try", () -> slow.reads.get() == 1);
            // The worker hangs; if any of these waited for it, the latch would never open.
            surface.show(TestFrames.frame(1, 1, slow));
            surface.damage(new Rect(0, 0, 1, 1));
            surface.off();
            surface.close();
            release.countDown();
        }
    }

    @Test
    void name_display_saysWhere() {
        try (PngDisplay display = new PngDisplay(directory)) {
            assertEquals("png:" + directory, display.name());
        }
    }

    @Test
    void stats_everyUpdate_isShownOrDropped() throws Exception {
        Memory memory = TestFrames.filled(8, 4, 0);
        Surface surface;
        try (PngDisplay display = new PngDisplay(directory)) {
            surface = display.open(0);
            surface.show(TestFrames.frame(8, 4, memory));
            awaitFile(0);
            for (int i = 0; i < 10; i++) {
                surface.damage(new Rect(i % 8, 0, 1, 1));
            }
            surface.damage(new Rect(8, 4, 5, 5));
        }
        assertEquals(11, surface.stats().shown() + surface.stats().dropped());
        assertEquals(memory.reads.get(), surface.stats().shown());
        // All of it, then a row or what was damaged of it.
        assertTrue(surface.stats().bytesCopied() > 8 * 4 * 4, surface.stats().toString());
        assertTrue(surface.stats().bytesCopied() <= 8 * 4 * 4 + 8 * 4, surface.stats().toString());
    }

    @Test
    void stats_offAndMemoryGone_areDropped() throws Exception {
        Memory gone = TestFrames.filled(8, 4, 0);
        gone.gone = true;
        Surface surface;
        try (PngDisplay display = new PngDisplay(directory)) {
            surface = display.open(0);
            surface.show(TestFrames.frame(8, 4, gone));
            PngFiles.await("the read", () -> gone.reads.get() == 1);
            surface.show(TestFrames.frame(8, 4, TestFrames.filled(8, 4, 1)));
            surface.off();
        }
        assertEquals(0, surface.stats().shown());
        assertEquals(2, surface.stats().dropped());
    }
}
