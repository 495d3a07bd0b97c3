// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.time.Duration;

/// A guest of a [Target] that sends what no driver would, in a machine of its own.
public final class HostileGuest implements AutoCloseable {
    /// Room for any response.
    public static final int ROOM = 1200;

    private static final Duration TO_NOTICE = Duration.ofSeconds(10);

    private final ServeCheck check;
    private final TestVmm vmm;
    private GpuDriver driver;

    /// @param check against its target
    public HostileGuest(ServeCheck check, VmmOptions options) {
        this.check = check;
        this.vmm = check.target().connect(options);
        this.driver = new GpuDriver(vmm);
    }

    public TestVmm vmm() {
        return vmm;
    }

    public GpuDriver driver() {
        return driver;
    }

    public Wire wire() {
        return new Wire(vmm);
    }

    /// Sends a request with more room than its answer takes, and expects one of nothing but a type:
    /// exactly a header.
    public void assertAnswer(int type, byte[] request) {
        assertAnswer(type, request, "the answer");
    }

    public void assertAnswer(int type, byte[] request, String what) {
        Expect.bytes(Commands.header(type), wire().exchange(CONTROL_QUEUE, request, ROOM), what);
    }

    /// As [#assertAnswer(int, byte[])], on the cursor queue.
    public void assertCursorAnswer(int type, byte[] request) {
        Expect.bytes(
                Commands.header(type),
                wire().exchange(CURSOR_QUEUE, request, ROOM),
                "the answer to a cursor");
    }

    /// A resource with backing in one piece, for attacks to be tried on.
    public Framebuffer framebuffer(int id, int width, int height) {
        return Framebuffer.create(
                driver, vmm.ram(), id, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, height, false);
    }

    /// The device gave the queue up and said so.
    public void awaitBroken(int queue) {
        Await.untilTrue(
                () -> "queue " + queue + " to be given up",
                TO_NOTICE,
                () -> vmm.errorFd(queue).drain() > 0);
    }

    /// The guest resets the device, as after a queue that was given up, and starts anew.
    public void restart() {
        vmm.resetDevice();
        vmm.ram().reset();
        vmm.start();
        driver = new GpuDriver(vmm);
    }

    /// What every attack must leave possible, over the same connection.
    public void assertServed() {
        Expect.isTrue(!vmm.isClosedByPeer(), "the connection was closed");
        check.assertServes(vmm, driver);
    }

    @Override
    public void close() {
        vmm.close();
    }
}
