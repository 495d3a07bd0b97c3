// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VhostUser.VERSION;
import static dev.zeropane.builtinguest.VhostUser.VHOST_USER_RESET_DEVICE;
import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Flood;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Resets and pauses by the thousand, at any moment.
final class ResetTest extends AttackTest {
    private static final int ID = 7;

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    @Test
    void resetAndStart_twoHundredTimes_idsWorkAgainEachTime() {
        for (int i = 0; i < 200; i++) {
            framebuffer(ID, 64, 48).show(0);
            restartGuest();
            assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
        }
    }

    @Test
    void stopAndContinue_aThousandTimes_resourcesStay() {
        Framebuffer fb = framebuffer(ID, 64, 48);
        fb.show(0);
        Picture picture = check().draw(fb);
        for (int i = 0; i < 1000; i++) {
            vmm().stop();
            vmm().start();
        }
        fb.update(fb.bounds());
        check().await(0, picture);
    }

    /// A kick goes unheard while the machine stands: the request is served when it goes on.
    @Test
    void stopAndContinue_withRequestsInTheRing() {
        Framebuffer fb = framebuffer(ID, 64, 48);
        fb.show(0);
        Flood flood = new Flood(vmm(), CONTROL_QUEUE);
        for (int i = 0; i < 100; i++) {
            vmm().stop();
            vmm().queue(CONTROL_QUEUE).kickAlways();
            vmm().start();
            assertEquals(
                    Map.of(VIRTIO_GPU_RESP_OK_NODATA, 64),
                    flood.send(64, _ -> Commands.flush(ID, 0, 0, 64, 48)));
        }
    }

    /// As firmware does; QEMU still sends ENABLE for the other one.
    @Test
    void onlyQueue0SetUp_isServed() {
        vmm().resetDevice();
        vmm().ram().reset();
        GuestRam ram = vmm().ram();
        DriverQueue queue = vmm().queue(CONTROL_QUEUE);
        vmm().setVringNum(CONTROL_QUEUE, queue.size());
        vmm().setVringBase(CONTROL_QUEUE, 0);
        vmm().setVringAddr(
                        CONTROL_QUEUE,
                        ram.userAddress(queue.descriptorsAddress()),
                        ram.userAddress(queue.availAddress()),
                        ram.userAddress(queue.usedAddress()));
        vmm().setVringKick(CONTROL_QUEUE, queue.kickFd().fd());
        vmm().setVringEnable(CONTROL_QUEUE, true);
        vmm().setVringEnable(CURSOR_QUEUE, true);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(ID, X8, 64, 48));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(0, ID, 0, 0, 64, 48));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 48));
        assertEquals(0, vmm().getVringBase(CURSOR_QUEUE));
        restartGuest();
    }

    @Test
    void resetMessages_inARow_andWhileRingsRun() {
        Framebuffer fb = framebuffer(ID, 64, 48);
        fb.show(0);
        for (int i = 0; i < 1000; i++) {
            vmm().send(VHOST_USER_RESET_DEVICE, VERSION, new byte[0], List.of());
        }
        restartGuest();
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
    }

    /// Each answer that is still owed when the reset comes is dropped, not given to the next life.
    @Test
    void reset_withAFullRing() {
        for (int i = 0; i < 50; i++) {
            long at = vmm().ram().allocate(4096);
            wire().put(at, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO));
            DriverQueue queue = vmm().queue(CONTROL_QUEUE);
            for (int n = 0; n < 32; n++) {
                queue.submit(
                        List.of(
                                new DriverQueue.Buffer(at, CTRL_HDR_SIZE, false),
                                new DriverQueue.Buffer(at + 64, 408, true)));
            }
            queue.kickAlways();
            restartGuest();
            assertEquals(VIRTIO_GPU_RESP_OK_DISPLAY_INFO, driver().getDisplayInfo().type());
        }
    }
}
