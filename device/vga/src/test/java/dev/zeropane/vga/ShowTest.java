// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.PixelFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
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
            ScreenStats stats = rig.stats();
            assertEquals(1, stats.count("modeChanges"));
            assertEquals(0, stats.count("flips"));
            assertEquals(
                    Optional.of(
                            new ScreenStats.Picture(
                                    WIDTH,
                                    HEIGHT,
                                    PixelFormat.XRGB8888,
                                    new LinkedHashMap<>(),
                                    new Sharing.Exported())),
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
            assertEquals(impossible.length, rig.stats().count("modeChanges"));
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
            assertEquals(3, rig.stats().count("modeChanges"));
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
            assertEquals(100, rig.stats().count("flips"));
            assertEquals(1, rig.stats().count("modeChanges"));
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
}
