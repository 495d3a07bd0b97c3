// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests that fail by no fault of the guest's, such as memory that cannot be had: each is
/// answered, as its driver waits for that and would send no other.
final class FailedRequestTest {
    private static final long SIZE = 1 << 16;
    private static final long RING = 0x1000;
    private static final long GOOD = 0x4000;
    private static final long ANSWERS = 0x8000;

    /// What asks for the sizes while the test wants no answer.
    private Optional<Runnable> waiting = Optional.empty();

    private boolean sizesWait;
    private boolean sizesFail;
    private DriverRing.Ram ram;
    private GuestRegion region;

    /// Beyond the first, and unmapped behind the device's back: what is read there fails, as it
    /// does where the host has no page.
    private GuestRegion faulty;

    private DriverRing ring;
    private GpuDevice device;

    @BeforeEach
    void setUp() {
        ram = new DriverRing.Ram(SIZE);
        region = ram.region(0, SIZE, 0);
        faulty = ram.region(SIZE, SIZE, 0);
        ring = new DriverRing(ram, RING);
        ring.start(memory(), 0);
        device =
                new GpuDevice(
                        new GpuOptions(1, new Sizes(), false, 1 << 20, List.of(), StandIn::export));
        device.memoryReplaced(memory());
        faulty.close();
    }

    @AfterEach
    void tearDown() {
        device.close();
        region.close();
        ram.close();
    }

    private final class Sizes implements ScreenSizes {
        @Override
        public void refresh(Runnable done) {
            if (sizesWait) {
                waiting = Optional.of(done);
            } else {
                done.run();
            }
        }

        @Override
        public Optional<Mode> of(int scanout) {
            if (sizesFail) {
                throw new IllegalStateException("no sizes, as the test wants");
            }
            return Optional.of(Mode.DEFAULT);
        }
    }

    /// Makes a request for the display's information available.
    private void request(long at, long answer) {
        ram.bytes().set(ValueLayout.JAVA_INT, GOOD, VirtioGpu.VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
        ring.offer(at, 24, answer, 1024);
    }

    private int answer(long at) {
        return ram.bytes().get(ValueLayout.JAVA_INT, at);
    }

    private void serve() {
        device.available(0, ring.queue());
    }

    @Test
    void requestThatCannotBeRead_isAnswered_andTheNextIsServed() {
        request(SIZE, ANSWERS);
        request(GOOD, ANSWERS + 1024);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, ring.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
        serve();
        assertEquals(2, ring.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS + 1024));
    }

    @Test
    void answerThatCannotBeWritten_isGivenBackWithoutOne() {
        request(GOOD, SIZE);
        request(GOOD, ANSWERS);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, ring.answered());
        assertEquals(0, ring.firstWritten());
        serve();
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS));
    }

    @Test
    void sizesCannotBeHad_theQuestionIsAnswered() {
        sizesFail = true;
        request(GOOD, ANSWERS);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, ring.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
    }

    @Test
    void sizesCannotBeHad_later_theQuestionIsAnswered_andTheDriverIsTold() {
        sizesFail = true;
        sizesWait = true;
        request(GOOD, ANSWERS);
        serve();
        assertEquals(0, ring.answered());
        assertThrows(IllegalStateException.class, waiting.orElseThrow()::run);
        assertEquals(1, ring.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
        assertEquals(1, ring.signals());
    }

    @Test
    void answersOfBeforeAStop_oneCannotBeWritten_theOthersAreGiven() {
        sizesWait = true;
        request(GOOD, SIZE);
        serve();
        Runnable first = waiting.orElseThrow();
        request(GOOD, ANSWERS);
        serve();
        int base = ring.queue().stop();
        first.run();
        waiting.orElseThrow().run();
        assertThrows(IllegalStateException.class, () -> ring.start(memory(), base));
        assertEquals(2, ring.answered());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS));
    }

    private GuestMemory memory() {
        return GuestMemory.of(List.of(region, faulty));
    }
}
