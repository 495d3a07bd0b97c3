// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.vhostuser.TestVmm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Attacks of a guest: afterwards the same connection serves.
abstract class GuestAttack extends HostileTest {
    /// For any response.
    static final int ROOM = 1200;

    private TestVmm vmm;
    private GpuDriver driver;

    @BeforeEach
    final void connectGuest() {
        vmm = connect(options());
        driver = new GpuDriver(vmm);
    }

    VmmOptions options() {
        return VmmOptions.defaults();
    }

    @AfterEach
    final void sameConnectionServes() {
        try {
            assertFalse(vmm.isClosedByPeer(), "the connection was closed");
            check().assertServes(vmm, driver);
        } finally {
            vmm.close();
        }
    }

    final TestVmm vmm() {
        return vmm;
    }

    final GpuDriver driver() {
        return driver;
    }

    final Wire wire() {
        return new Wire(vmm);
    }

    /// Sends a request with more room than its answer takes, and expects one of nothing but a type:
    /// exactly a header.
    final void assertAnswer(int type, byte[] request) {
        assertArrayEquals(Commands.header(type), wire().exchange(CONTROL_QUEUE, request, ROOM));
    }

    final void assertAnswer(int type, byte[] request, String what) {
        assertArrayEquals(
                Commands.header(type), wire().exchange(CONTROL_QUEUE, request, ROOM), what);
    }

    /// A resource with backing in one piece, for attacks to be tried on.
    final Framebuffer framebuffer(int id, int width, int height) {
        return Framebuffer.create(
                driver, vmm.ram(), id, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, height, false);
    }

    /// The guest resets the device, as after a queue that was given up, and starts anew.
    final void restartGuest() {
        vmm.resetDevice();
        vmm.ram().reset();
        vmm.start();
        driver = new GpuDriver(vmm);
    }
}
