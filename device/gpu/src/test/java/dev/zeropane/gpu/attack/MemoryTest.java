// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GuestRam.Region;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Guest memory that goes, shrinks, moves or has holes while it is used; the connection lives
/// through all of it.
final class MemoryTest extends AttackTest {
    private static final int ID = 7;

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    private static final int WIDTH = 64;

    private static final int HEIGHT = 48;

    private static final int BYTES = 4 * WIDTH * HEIGHT;

    private static final long RAM = 64 << 20;

    private static final long DIMM = 4 << 20;

    /// Behind the RAM of the machine: an entry may go from the one into the other.
    private Region dimm(long offset) {
        return new Region(RAM, DIMM - offset, 0x7000_0000_0000L, offset);
    }

    private static Fd memory() {
        Fd fd = Memfd.create("dimm", DIMM);
        fd.addSeals(Seals.FIXED_SIZE);
        return fd;
    }

    private static Picture fill(MemorySegment pixels, int seed) {
        int[] all = new Random(seed).ints(WIDTH * HEIGHT).toArray();
        MemorySegment.copy(all, 0, pixels, ValueLayout.JAVA_INT_UNALIGNED, 0, all.length);
        return new Picture(WIDTH, HEIGHT, all);
    }

    private void show(int screen, Entry... backing) {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(ID, X8, WIDTH, HEIGHT));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, backing.length, backing));
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(screen, ID, 0, 0, WIDTH, HEIGHT));
    }

    private void update() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(ID, 0, 0, WIDTH, HEIGHT, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, WIDTH, HEIGHT));
    }

    @Test
    void regionRemoved_whileShown_keepsThePicture_andNothingOfTheFile() {
        try (Fd more = memory();
                Mapping pixels = Mapping.of(more, 0, DIMM, Mapping.Access.READ_WRITE)) {
            assertEquals(0, vmm().addMemReg(dimm(0), more));
            Picture picture = fill(pixels.segment(), 1);
            show(0, new Entry(RAM, BYTES));
            update();
            check().await(0, picture);
            assertEquals(0, vmm().remMemReg(dimm(0)));
            fill(pixels.segment(), 2);
            assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.transfer(ID, 0, 0, WIDTH, HEIGHT, 0));
            assertAnswer(
                    VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(1, ID, 0, 0, WIDTH, HEIGHT));
            check().await(1, picture);
            assertAnswer(
                    VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                    Commands.attach(ID, 1, new Entry(RAM, BYTES)));
        }
    }

    @Test
    void regionAddedAndRemoved_fiveHundredTimes() {
        try (Fd more = memory()) {
            show(0, new Entry(vmm().ram().allocate(BYTES), BYTES));
            for (int i = 0; i < 500; i++) {
                assertEquals(0, vmm().addMemReg(dimm(0), more));
                assertEquals(0, vmm().remMemReg(dimm(0)));
            }
            update();
        }
    }

    @Test
    void backingOverTwoRegions_isServed() {
        try (Fd more = memory();
                Mapping pixels = Mapping.of(more, 0, DIMM, Mapping.Access.READ_WRITE)) {
            assertEquals(0, vmm().addMemReg(dimm(0), more));
            int first = 4096;
            long end = RAM - first;
            show(2, new Entry(end, BYTES));
            MemorySegment both = Arena.ofAuto().allocate(BYTES);
            Picture picture = fill(both, 3);
            vmm().ram().at(end, first).copyFrom(both.asSlice(0, first));
            pixels.segment().asSlice(0, BYTES - first).copyFrom(both.asSlice(first));
            update();
            check().await(2, picture);
        }
    }

    @Test
    void regionAtAnOddByteOfItsFile_isServed() {
        try (Fd more = memory();
                Mapping pixels = Mapping.of(more, 0, DIMM, Mapping.Access.READ_WRITE)) {
            assertEquals(0, vmm().addMemReg(dimm(3), more));
            Picture picture = fill(pixels.segment().asSlice(3), 4);
            show(3, new Entry(RAM, BYTES));
            update();
            check().await(3, picture);
        }
    }

    /// Its parts would be aligned for the guest, but not for us.
    @Test
    void ringInARegionAtAnOddByteOfItsFile_isRefused() {
        try (Fd more = memory()) {
            assertEquals(0, vmm().addMemReg(dimm(3), more));
            vmm().getVringBase(CONTROL_QUEUE);
            long at = dimm(3).userAddress();
            vmm().setVringAddr(CONTROL_QUEUE, at, at + 4096, at + 8192);
            vmm().setVringKick(CONTROL_QUEUE, vmm().queue(CONTROL_QUEUE).kickFd().fd());
            guest().awaitBroken(CONTROL_QUEUE);
            restartGuest();
        }
    }

    @Test
    void tableShrinks_resourceLosesItsBacking_ringGoesOn() {
        Framebuffer fb = framebuffer(ID, WIDTH, HEIGHT);
        long cut = 32 << 20;
        Region all = vmm().ram().regions().getFirst();
        Region half = new Region(0, cut, all.userAddress(), 0);
        Picture picture = check().draw(fb);
        fb.show(0);
        fb.update(fb.bounds());
        check().await(0, picture);
        // Backing that stays, first: nothing changes for it.
        assertEquals(0, vmm().setMemTable(List.of(half), List.of(vmm().ram().file())));
        picture = check().draw(fb);
        fb.update(fb.bounds());
        check().await(0, picture);
        assertEquals(0, vmm().setMemTable(List.of(all), List.of(vmm().ram().file())));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        show(1, new Entry(cut, BYTES));
        picture = fill(vmm().ram().at(cut, BYTES), 5);
        update();
        check().await(1, picture);
        assertEquals(0, vmm().setMemTable(List.of(half), List.of(vmm().ram().file())));
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.transfer(ID, 0, 0, WIDTH, HEIGHT, 0));
        check().await(1, picture);
        assertEquals(0, vmm().setMemTable(List.of(all), List.of(vmm().ram().file())));
    }

    @Test
    void tableWithoutTheRing_theQueueIsGivenUp_andWorksWithTheTableBack() {
        Region all = vmm().ram().regions().getFirst();
        Region upper = new Region(32 << 20, 32 << 20, all.userAddress() + (32 << 20), 32 << 20);
        assertEquals(0, vmm().setMemTable(List.of(upper), List.of(vmm().ram().file())));
        guest().awaitBroken(CONTROL_QUEUE);
        assertEquals(0, vmm().setMemTable(List.of(), List.of()));
        vmm().queue(CONTROL_QUEUE).kickAlways();
        assertEquals(0, vmm().setMemTable(List.of(all), List.of(vmm().ram().file())));
        restartGuest();
    }

    /// Two addresses for the same bytes, as aliases of a PC are: one of them goes.
    @Test
    void sameFileTwice_oneGoes_theOtherServes() {
        Region all = vmm().ram().regions().getFirst();
        Region alias = new Region(1L << 40, all.size(), 0x7100_0000_0000L, 0);
        assertEquals(0, vmm().addMemReg(alias, vmm().ram().file()));
        long page = vmm().ram().allocate(BYTES);
        show(4, new Entry((1L << 40) + page, BYTES));
        assertEquals(0, vmm().remMemReg(alias));
        Picture picture = fill(vmm().ram().at(page, BYTES), 6);
        update();
        check().await(4, picture);
    }

    /// As a balloon does.
    @Test
    void holePunchedUnderAShownImage_readsAsZeroes() {
        long at = vmm().ram().allocate(1 << 20);
        fill(vmm().ram().at(at, BYTES), 7);
        show(5, new Entry(at, BYTES));
        update();
        PunchHole.in("zeropane-guest-ram", at, 1 << 20);
        update();
        check().await(5, new Picture(WIDTH, HEIGHT, new int[WIDTH * HEIGHT]));
    }

    @Test
    void fileThatBacksTheGuest_cannotShrink() {
        assertThrows(LinuxException.NotPermitted.class, () -> vmm().ram().file().truncate(4096));
    }

    /// More tables than anybody needs, while the ring is busy.
    @Test
    void tablesWithoutEnd_whileRequestsAreServed() {
        Region all = vmm().ram().regions().getFirst();
        show(0, new Entry(vmm().ram().allocate(BYTES), BYTES));
        TestQueue queue = vmm().queue(CONTROL_QUEUE);
        for (int i = 0; i < 300; i++) {
            Region moved = new Region(0, all.size(), all.userAddress() + (i % 3) * (1L << 36), 0);
            assertEquals(0, vmm().setMemTable(List.of(moved), List.of(vmm().ram().file())));
            queue.kickAlways();
            update();
        }
        assertEquals(0, vmm().setMemTable(List.of(all), List.of(vmm().ram().file())));
    }
}
