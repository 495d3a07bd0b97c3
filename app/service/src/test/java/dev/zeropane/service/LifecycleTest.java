// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Pause, reset, disconnect, memory changes: what is kept and what is not.
final class LifecycleTest {
    private static final int GET_FEATURES = 1;
    private static final int SET_MEM_TABLE = 5;

    @Test
    void pauseAndResume_keepResources() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = rig.framebuffer(1, 128, 64);
            fb.show(0);
            for (int i = 1; i <= 20; i++) {
                rig.vmm().stop();
                rig.vmm().start();
                fb.fill(fb.bounds(), i);
                fb.update(fb.bounds());
                assertEquals(Optional.of(i), rig.pixel(127, 63));
            }
        }
    }

    @Test
    void reset_dropsResources_andTheirIdsWorkAgain() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            for (int i = 0; i < 20; i++) {
                rig.framebuffer(1, 128, 64).show(0);
                rig.restartGuest();
                assertEquals(Optional.empty(), rig.pixel(0, 0));
                assertEquals(
                        VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, rig.driver().unref(1));
            }
            rig.assertServes();
        }
    }

    /// As QEMU before 9.2 does: only the ring's index shows that the guest began anew.
    @Test
    void resetThatIsNotAnnounced_dropsResources() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            rig.framebuffer(1, 128, 64).show(0);
            rig.vmm().stop();
            rig.vmm().setVringBase(0, 0);
            assertEquals(1, rig.vmm().getConfig(8, 1)[0]); // has been handled
            assertEquals(Optional.empty(), rig.pixel(0, 0));
            rig.restartGuest();
            assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, rig.driver().unref(1));
            rig.assertServes();
        }
    }

    @Test
    void nextVmm_isServed_andNothingOfTheLastIsLeft() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            rig.assertServes();
            long fds = 0;
            long mappings = 0;
            for (int i = 0; i < 20; i++) {
                rig.framebuffer(1, 512, 512).show(0);
                rig.connect(VmmOptions.defaults().withTwoRegions(i % 2 == 1));
                rig.assertServes();
                if (i == 3) {
                    fds = fds();
                    mappings = mappings();
                }
            }
            assertTrue(fds() <= fds + 2, fds() + " descriptors, before " + fds);
            assertTrue(mappings() <= mappings + 60, mappings() + " mappings, before " + mappings);
        }
    }

    private static long fds() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /// Mappings of guest memory and shadows only: the JVM's own come and go.
    private static long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("memfd:")).count();
        }
    }

    @Test
    void brokenRing_isReported_andWorksAgainAfterAReset() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            TestQueue control = rig.vmm().queue(0);
            control.setRawAvailIdx(control.availIdx() + control.size() + 1);
            control.kickAlways();
            await(rig.vmm().errorFd(0));
            rig.restartGuest();
            rig.assertServes();
        }
    }

    @Test
    void headOutOfRange_isReported_andWorksAgainAfterAReset() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            TestQueue control = rig.vmm().queue(0);
            control.publishRawHead(control.size());
            control.kickAlways();
            await(rig.vmm().errorFd(0));
            rig.restartGuest();
            rig.assertServes();
        }
    }

    private static void await(EventFd fd) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (fd.drain() == 0) {
            assertTrue(System.nanoTime() < deadline, "no error was signalled");
            Thread.onSpinWait();
        }
    }

    @Test
    void memoryAddedAndRemoved_whileRunning() throws IOException {
        try (DeviceRig rig = new DeviceRig();
                Fd more = Memfd.create("dimm", 4 << 20)) {
            more.addSeals(Seals.FIXED_SIZE);
            GuestRam.Region region = new GuestRam.Region(1L << 32, 4 << 20, 0x7000_0000_0000L, 0);
            assertEquals(0, rig.vmm().addMemReg(region, more));
            // Backing in the new region, shown, then the region goes.
            GpuDriver driver = rig.driver();
            driver.create2d(1, DeviceRig.B8G8R8X8, 256, 256);
            assertEquals(
                    VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA,
                    driver.attachBacking(1, List.of(new GpuDriver.Entry(1L << 32, 256 * 256 * 4))));
            driver.setScanout(0, 1, new GpuDriver.Rect(0, 0, 256, 256));
            assertEquals(Optional.of(0), rig.pixel(255, 255));
            assertEquals(0, rig.vmm().remMemReg(region));
            assertEquals(Optional.of(0), rig.pixel(255, 255));
            assertEquals(
                    VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC,
                    driver.transfer(1, new GpuDriver.Rect(0, 0, 256, 256), 0));
            rig.assertServes();
        }
    }

    @Test
    void unusableMemory_endsOnlyThatConnection() throws IOException {
        try (DeviceRig rig = new DeviceRig();
                Fd unsealed = Memfd.create("unsealed", 1 << 20)) {
            TestVmm bad = rig.connectOnly();
            bad.realize();
            GuestRam.Region region = new GuestRam.Region(0, 1 << 20, 1L << 40, 0);
            assertEquals(0, bad.addMemReg(region, unsealed));
            bad.setVringKick(0, bad.queue(0).kickFd().fd());
            assertThrows(FrontendException.class, bad::getFeatures);
            rig.connect(VmmOptions.defaults());
            rig.assertServes();
        }
    }

    @Test
    void protocolGarbage_endsOnlyThatConnection_andLeaksNoDescriptor() throws IOException {
        try (DeviceRig rig = new DeviceRig();
                Fd fd = Memfd.create("stray", 4096)) {
            rig.assertServes();
            rig.disconnect();
            long before = 0;
            byte[][] attacks = {
                new byte[12],
                new byte[300],
                {1, 0, 0, 0, 1, 0, 0, 0, -1, -1, -1, -1},
                {1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0},
                {8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
                {11, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0},
                {18, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, 1, 0, 0, 0},
                {5, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0},
                {5, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0},
                {38, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0},
                {16, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1},
                {2, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1},
                {99, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
                {12, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
                {10, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
            };
            for (byte[] attack : attacks) {
                TestVmm vmm = rig.connectOnly();
                vmm.sendBytes(attack, List.of(fd, fd, fd));
                awaitClosed(vmm);
                rig.disconnect();
                before = before == 0 ? fds() : before;
            }
            assertTrue(fds() <= before + 1, fds() + " descriptors, before " + before);
            rig.connect(VmmOptions.defaults());
            rig.assertServes();
        }
    }

    @Test
    void kickOrCall_thatIsNoEventfd_endsTheConnection() throws IOException {
        try (DeviceRig rig = new DeviceRig();
                Fd memfd = Memfd.create("no eventfd", 4096)) {
            rig.vmm().setVringKick(0, memfd);
            awaitClosed(rig.vmm());
            rig.connect(VmmOptions.defaults());
            rig.vmm().setVringCall(1, memfd);
            awaitClosed(rig.vmm());
            rig.connect(VmmOptions.defaults());
            rig.assertServes();
        }
    }

    private static void awaitClosed(TestVmm vmm) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!vmm.isClosedByPeer()) {
            assertTrue(System.nanoTime() < deadline, "the connection was not closed");
        }
    }

    @Test
    void strayDescriptors_onAnyMessage_areClosed() throws IOException {
        try (DeviceRig rig = new DeviceRig();
                Fd fd = Memfd.create("stray", 4096)) {
            rig.assertServes();
            long before = fds();
            for (int i = 0; i < 50; i++) {
                rig.vmm().request(GET_FEATURES, 1, new byte[0], List.of(fd, fd, fd, fd));
            }
            rig.assertServes();
            assertTrue(fds() <= before + 1, fds() + " descriptors, before " + before);
        }
    }

    @Test
    void memoryTable_withTooFewDescriptors_endsTheConnection() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            byte[] oneRegion = new byte[40];
            oneRegion[0] = 1;
            rig.vmm().send(SET_MEM_TABLE, 0, oneRegion, List.of());
            awaitClosed(rig.vmm());
            rig.connect(VmmOptions.defaults());
            rig.assertServes();
        }
    }

    @Test
    void config_anyOffsetAndSize_isServed_zeroFilled() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            assertEquals(1, rig.vmm().getConfig(8, 4)[0]);
            assertEquals(1, rig.vmm().getConfig(0, 16)[8]);
            assertEquals(20, rig.vmm().getConfig(0, 20).length);
            assertEquals(24, rig.vmm().getConfig(0, 24).length);
            byte[] far = rig.vmm().getConfig(1 << 30, 100);
            for (byte b : far) {
                assertEquals(0, b);
            }
            assertEquals(1, rig.vmm().getConfig(8, 1).length);
            rig.vmm().setConfig(4, new byte[] {1, 0, 0, 0});
        }
    }

    @Test
    void withoutIndirectOrEventIdx_isServed() throws IOException {
        VmmOptions plain = VmmOptions.defaults().withIndirect(false).withEventIdx(false);
        try (DeviceRig rig = new DeviceRig(DeviceRig.Setup.PLAIN.withVmm(plain))) {
            rig.assertServes();
        }
    }
}
