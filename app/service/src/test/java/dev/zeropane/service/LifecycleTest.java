// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Pause, reset, disconnect, memory changes: what is kept and what is not.
final class LifecycleTest {

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
    void withoutIndirectOrEventIdx_isServed() throws IOException {
        VmmOptions plain = VmmOptions.defaults().withIndirect(false).withEventIdx(false);
        try (DeviceRig rig = new DeviceRig(DeviceRig.Setup.PLAIN.withVmm(plain))) {
            rig.assertServes();
        }
    }
}
