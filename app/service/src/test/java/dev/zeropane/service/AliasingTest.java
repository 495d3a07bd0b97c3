// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.service.DeviceRig.B8G8R8X8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.service.DeviceRig.Setup;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether host resource and guest backing are the same memory: a pixel written with no further
/// command shows, or does not.
final class AliasingTest {
    private static final int OK = VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA;
    private static final int UNSPEC = VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC;
    private static final int INVALID_ID = VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;

    private static Framebuffer shown(DeviceRig rig, int id, int width, int height) {
        Framebuffer fb = rig.framebuffer(id, width, height);
        fb.show(0);
        fb.fill(fb.bounds(), 0xff111111);
        fb.update(fb.bounds());
        assertEquals(Optional.of(0x111111), rig.pixel(width - 1, height - 1));
        return fb;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writeAfterFlush_shows(boolean twoRegions) throws IOException {
        VmmOptions options = VmmOptions.defaults().withTwoRegions(twoRegions);
        try (DeviceRig rig = new DeviceRig(Setup.PLAIN.withVmm(options))) {
            Framebuffer fb = shown(rig, 1, 320, 200);
            fb.setPixel(319, 199, 0xff00ff00);
            fb.setPixel(5, 77, 0xffff0000);
            assertEquals(Optional.of(0x00ff00), rig.pixel(319, 199));
            assertEquals(Optional.of(0xff0000), rig.pixel(5, 77));
        }
    }

    @Test
    void writeAfterFlush_withCopy_showsOnlyOnceTransferred() throws IOException {
        try (DeviceRig rig = new DeviceRig(Setup.PLAIN.withCopy())) {
            Framebuffer fb = shown(rig, 1, 320, 200);
            fb.setPixel(5, 77, 0xffff0000);
            assertEquals(Optional.of(0x111111), rig.pixel(5, 77));
            fb.update(new Rect(5, 77, 1, 1));
            assertEquals(Optional.of(0xff0000), rig.pixel(5, 77));
        }
    }

    @Test
    void detachWhileShown_keepsThePicture_andLetsGoOfThePages() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = shown(rig, 1, 320, 200);
            assertEquals(OK, rig.driver().detachBacking(1));
            fb.setPixel(5, 77, 0xffff0000);
            assertEquals(Optional.of(0x111111), rig.pixel(5, 77));
        }
    }

    @Test
    void detachWhileShown_overTheMemoryLimit_goesDark_andSucceeds() throws IOException {
        try (DeviceRig rig = new DeviceRig(Setup.PLAIN.withMaxHostMemory(1000))) {
            shown(rig, 1, 320, 200);
            assertEquals(OK, rig.driver().detachBacking(1));
            assertEquals(Optional.empty(), rig.pixel(0, 0));
            assertEquals(OK, rig.driver().unref(1));
            rig.assertServes();
        }
    }

    @Test
    void reattachedBacking_isSharedAgain() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = shown(rig, 1, 320, 200);
            assertEquals(OK, rig.driver().detachBacking(1));
            assertEquals(OK, rig.driver().attachBacking(1, fb.entries()));
            fb.setPixel(5, 77, 0xffff0000);
            assertEquals(Optional.of(0xff0000), rig.pixel(5, 77));
        }
    }

    @Test
    void unrefWhileShown_switchesTheScreenOff() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            shown(rig, 1, 320, 200);
            assertEquals(OK, rig.driver().unref(1));
            assertEquals(Optional.empty(), rig.pixel(0, 0));
        }
    }

    /// A driver that sends every rectangle through the start of a buffer as large as the image.
    @Test
    void stagingDriver_becomesShadowed_withExactlyTheSpecifiedPixels() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            GpuDriver driver = rig.driver();
            Framebuffer fb = rig.framebuffer(1, 64, 64);
            fb.show(0);
            // Transferred from where it lies: still shared.
            fb.fill(new Rect(0, 32, 64, 1), 0xff0000aa);
            fb.update(new Rect(0, 32, 64, 1));
            // A row drawn at the top of the buffer, meant for row 10, columns 3 to 7.
            fb.fill(new Rect(0, 0, 5, 1), 0xff00bb00);
            assertEquals(OK, driver.transfer(1, new Rect(3, 10, 5, 1), 0));
            fb.fill(fb.bounds(), 0xffffffff);
            assertEquals(Optional.of(0x00bb00), rig.pixel(3, 10));
            assertEquals(Optional.of(0x00bb00), rig.pixel(7, 10));
            assertEquals(Optional.of(0), rig.pixel(2, 10));
            assertEquals(Optional.of(0), rig.pixel(8, 10));
            assertEquals(Optional.of(0), rig.pixel(0, 0));
            assertEquals(Optional.of(0x0000aa), rig.pixel(63, 32));
            // Shadowed for good: a canonical transfer now copies.
            assertEquals(OK, driver.transfer(1, new Rect(0, 0, 64, 1), 0));
            assertEquals(Optional.of(0xffffff), rig.pixel(0, 0));
            fb.setPixel(0, 0, 0xff123456);
            assertEquals(Optional.of(0xffffff), rig.pixel(0, 0));
        }
    }

    @Test
    void stagedRectangle_ofSeveralRows_isReadWithTheResourcesStride() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = rig.framebuffer(1, 64, 64);
            fb.show(0);
            fb.fill(new Rect(1, 0, 2, 3), 0xff00bb00);
            // From the second pixel of the buffer to (20, 30).
            assertEquals(OK, rig.driver().transfer(1, new Rect(20, 30, 2, 3), 4));
            assertEquals(Optional.of(0x00bb00), rig.pixel(21, 32));
            assertEquals(Optional.of(0), rig.pixel(22, 32));
            assertEquals(Optional.of(0), rig.pixel(21, 33));
        }
    }

    @Test
    void shortBacking_isCopied_andNothingBeyondItCanBeTransferred() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            GpuDriver driver = rig.driver();
            assertEquals(OK, driver.create2d(1, B8G8R8X8, 64, 64));
            long page = rig.vmm().ram().allocate(4096);
            assertEquals(OK, driver.attachBacking(1, List.of(new Entry(page, 4096))));
            assertEquals(OK, driver.setScanout(0, 1, new Rect(0, 0, 64, 64)));
            rig.vmm().ram().at(page, 4096).fill((byte) 0x77);
            assertEquals(OK, driver.transfer(1, new Rect(0, 0, 64, 16), 0));
            assertEquals(Optional.of(0x777777), rig.pixel(63, 15));
            assertEquals(
                    VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                    driver.transfer(1, new Rect(0, 0, 64, 17), 0));
            assertEquals(Optional.of(0), rig.pixel(0, 16));
            rig.vmm().ram().at(page, 4096).fill((byte) 0x11);
            assertEquals(Optional.of(0x777777), rig.pixel(63, 15));
        }
    }

    @Test
    void unalignedBacking_isCopied() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            GpuDriver driver = rig.driver();
            assertEquals(OK, driver.create2d(1, B8G8R8X8, 32, 32));
            long pages = rig.vmm().ram().allocate(3 * 4096);
            MemorySegment image = rig.vmm().ram().at(pages + 64, 4096);
            assertEquals(OK, driver.attachBacking(1, List.of(new Entry(pages + 64, 4096))));
            assertEquals(OK, driver.setScanout(0, 1, new Rect(0, 0, 32, 32)));
            image.set(ValueLayout.JAVA_INT, 4, 0x00123456);
            assertEquals(OK, driver.transfer(1, new Rect(0, 0, 32, 32), 0));
            image.set(ValueLayout.JAVA_INT, 4, 0);
            assertEquals(Optional.of(0x123456), rig.pixel(1, 0));
        }
    }

    @Test
    void resourceWithoutBacking_showsBlack_andDetachedOnesKeepNoMapping() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            assertEquals(OK, rig.driver().create2d(1, B8G8R8X8, 64, 64));
            assertEquals(OK, rig.driver().setScanout(0, 1, new Rect(0, 0, 64, 64)));
            assertEquals(Optional.of(0), rig.pixel(63, 63));
        }
    }

    @Test
    void partOfAResource_isShownFromItsCorner() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = rig.framebuffer(1, 128, 128);
            fb.setPixel(40, 50, 0xff00ff00);
            assertEquals(OK, rig.driver().setScanout(0, 1, new Rect(40, 50, 64, 32)));
            assertEquals(Optional.of(0x00ff00), rig.pixel(0, 0));
            assertEquals(64, rig.frame().orElseThrow().width());
            assertEquals(32, rig.frame().orElseThrow().height());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 67, 68, 121, 134})
    void everyFormat_showsItsColours(int format) throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb =
                    Framebuffer.create(rig.driver(), rig.vmm().ram(), 1, format, 64, 64, true);
            fb.show(0);
            fb.setPixel(7, 9, 0xff123456);
            fb.update(fb.bounds());
            assertEquals(Optional.of(0x123456), rig.pixel(7, 9));
        }
    }

    @Test
    void pageFlip_showsTheOtherBuffer() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer front = shown(rig, 1, 128, 128);
            Framebuffer back = rig.framebuffer(2, 128, 128);
            back.fill(back.bounds(), 0xff222222);
            for (int i = 0; i < 50; i++) {
                back.show(0);
                assertEquals(Optional.of(0x222222), rig.pixel(0, 0));
                front.show(0);
                assertEquals(Optional.of(0x111111), rig.pixel(0, 0));
            }
        }
    }

    @Test
    void sixteenScanouts_canShowOneResource() throws IOException {
        try (DeviceRig rig = new DeviceRig(Setup.PLAIN.withOutputs(16))) {
            Framebuffer fb = rig.framebuffer(1, 128, 128);
            for (int i = 0; i < 16; i++) {
                fb.show(i);
            }
            fb.setPixel(3, 3, 0xff00ff00);
            fb.update(fb.bounds());
            assertEquals(Optional.of(0x00ff00), rig.pixel(3, 3));
            assertEquals(
                    VirtioGpu.VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID,
                    rig.driver().setScanout(16, 1, fb.bounds()));
            assertEquals(
                    16,
                    rig.driver().getDisplayInfo().displays().stream()
                            .filter(d -> d.enabled())
                            .count());
        }
    }

    @Test
    void aliasedResources_chargeNoHostMemory() throws IOException {
        try (DeviceRig rig = new DeviceRig(Setup.PLAIN.withMaxHostMemory(0))) {
            for (int id = 1; id <= 20; id++) {
                shown(rig, id, 256, 256);
            }
            assertTrue(rig.pixel(0, 0).isPresent());
        }
    }

    /// What Windows' driver does when the mode changes, and as Haiku's does it; both in one go.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resourceThatGoes_isNotCopiedBefore(boolean detached) throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer _ = shown(rig, 1, 1280, 800);
            for (int id = 2; id < 12; id++) {
                Framebuffer next = rig.framebuffer(id, 1280, 800);
                List<Integer> answers =
                        inOneGo(
                                rig,
                                detached
                                        ? request(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, id - 1)
                                        : request(
                                                VIRTIO_GPU_CMD_RESOURCE_FLUSH, 0, 0, 8, 8, id - 1),
                                request(VIRTIO_GPU_CMD_RESOURCE_UNREF, id - 1),
                                request(VIRTIO_GPU_CMD_SET_SCANOUT, 0, 0, 0, 0, 0, 0),
                                request(VIRTIO_GPU_CMD_SET_SCANOUT, 0, 0, 1280, 800, 0, id));
                assertEquals(List.of(OK, OK, OK, OK), answers);
                next.fill(next.bounds(), 0xff222200 + id);
                next.update(next.bounds());
                assertEquals(Optional.of(0x222200 + id), rig.pixel(1279, 799));
            }
            assertEquals(0, RigStats.of(rig).carriedOver());
        }
    }

    @Test
    void detachBeforeAnotherResourceGoes_keepsThePicture() throws IOException {
        try (DeviceRig rig = new DeviceRig()) {
            Framebuffer fb = shown(rig, 1, 320, 200);
            rig.framebuffer(2, 64, 64);
            assertEquals(
                    List.of(OK, OK, INVALID_ID, UNSPEC),
                    inOneGo(
                            rig,
                            request(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, 1),
                            request(VIRTIO_GPU_CMD_RESOURCE_UNREF, 2),
                            request(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, 2),
                            request(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, 1)));
            fb.fill(fb.bounds(), 0xff00ff00);
            assertEquals(Optional.of(0x111111), rig.pixel(319, 199));
            assertEquals(320 * 200 * 4, RigStats.of(rig).carriedOver());
        }
    }

    private static byte[] request(int type, int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, type);
        for (int i = 0; i < words.length; i++) {
            bytes.putInt(24 + 4 * i, words[i]);
        }
        return bytes.array();
    }

    /// Sends requests of which the device sees the first when the last is there.
    ///
    /// @return what each was answered with
    private static List<Integer> inOneGo(DeviceRig rig, byte[]... requests) {
        DriverQueue queue = rig.vmm().queue(Vmm.CONTROL_QUEUE);
        // Not while it looks for more: it would see the first of them alone.
        rig.vmm().setVringEnable(Vmm.CONTROL_QUEUE, false);
        long at = rig.vmm().ram().allocate(requests.length * 128L);
        MemorySegment memory = rig.vmm().ram().at(at, requests.length * 128L);
        for (int i = 0; i < requests.length; i++) {
            long one = at + i * 128L;
            MemorySegment.copy(requests[i], 0, memory, ValueLayout.JAVA_BYTE, i * 128L, 64);
            queue.submit(
                    List.of(
                            new DriverQueue.Buffer(one, 64, false),
                            new DriverQueue.Buffer(one + 64, 24, true)));
        }
        rig.vmm().setVringEnable(Vmm.CONTROL_QUEUE, true);
        queue.kick();
        for (int i = 0; i < requests.length; i++) {
            queue.await(Duration.ofSeconds(10));
        }
        return IntStream.range(0, requests.length)
                .mapToObj(i -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, i * 128L + 64))
                .toList();
    }
}
