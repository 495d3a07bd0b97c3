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
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.virtio.RingAddresses;
import dev.zeropane.virtio.SplitQueue;
import java.lang.foreign.MemorySegment;
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
    private static final int ENTRIES = 8;
    private static final long DESCRIPTORS = 0x1000;
    private static final long AVAILABLE = 0x2000;
    private static final long USED = 0x3000;
    private static final long GOOD = 0x4000;
    private static final long ANSWERS = 0x8000;
    private static final int NEXT = 1;
    private static final int WRITE = 2;

    /// What asks for the sizes while the test wants no answer.
    private Optional<Runnable> waiting = Optional.empty();

    private boolean sizesWait;
    private boolean sizesFail;
    private int signals;
    private Fd file;
    private Mapping mapping;
    private MemorySegment ram;
    private GuestRegion region;

    /// Beyond the first, and unmapped behind the device's back: what is read there fails, as it
    /// does where the host has no page.
    private GuestRegion faulty;

    private SplitQueue queue;
    private GpuDevice device;
    private int made;

    @BeforeEach
    void setUp() {
        file = Memfd.create("ram", SIZE);
        file.addSeals(Seals.FIXED_SIZE);
        mapping = Mapping.of(file, 0, SIZE, Mapping.Access.READ_WRITE);
        ram = mapping.segment();
        region = GuestRegion.map(file.dup(), 0, SIZE, 0);
        faulty = GuestRegion.map(file.dup(), SIZE, SIZE, 0);
        queue =
                new SplitQueue(
                        new SplitQueue.Events() {
                            @Override
                            public void call() {
                                signals++;
                            }

                            @Override
                            public void broken(String reason) {
                                throw new AssertionError(reason);
                            }

                            @Override
                            public void dropped(String reason) {
                                throw new AssertionError(reason);
                            }
                        });
        queue.start(memory(), new RingAddresses(DESCRIPTORS, AVAILABLE, USED), ENTRIES, 0, false);
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
        mapping.close();
        file.close();
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
        ram.set(ValueLayout.JAVA_INT, GOOD, VirtioGpu.VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
        int head = 2 * made;
        descriptor(head, at, 24, NEXT, head + 1);
        descriptor(head + 1, answer, 1024, WRITE, 0);
        ram.set(ValueLayout.JAVA_SHORT, AVAILABLE + 4 + 2L * made, (short) head);
        made++;
        ram.set(ValueLayout.JAVA_SHORT, AVAILABLE + 2, (short) made);
    }

    private void descriptor(int index, long address, int length, int flags, int next) {
        long at = DESCRIPTORS + 16L * index;
        ram.set(ValueLayout.JAVA_LONG, at, address);
        ram.set(ValueLayout.JAVA_INT, at + 8, length);
        ram.set(ValueLayout.JAVA_SHORT, at + 12, (short) flags);
        ram.set(ValueLayout.JAVA_SHORT, at + 14, (short) next);
    }

    private int used() {
        return ram.get(ValueLayout.JAVA_SHORT, USED + 2);
    }

    private int answer(long at) {
        return ram.get(ValueLayout.JAVA_INT, at);
    }

    private void serve() {
        device.available(0, queue);
    }

    @Test
    void requestThatCannotBeRead_isAnswered_andTheNextIsServed() {
        request(SIZE, ANSWERS);
        request(GOOD, ANSWERS + 1024);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, used());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
        serve();
        assertEquals(2, used());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS + 1024));
    }

    @Test
    void answerThatCannotBeWritten_isGivenBackWithoutOne() {
        request(GOOD, SIZE);
        request(GOOD, ANSWERS);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, used());
        assertEquals(0, ram.get(ValueLayout.JAVA_INT, USED + 4 + 4));
        serve();
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS));
    }

    @Test
    void sizesCannotBeHad_theQuestionIsAnswered() {
        sizesFail = true;
        request(GOOD, ANSWERS);
        assertThrows(IllegalStateException.class, this::serve);
        assertEquals(1, used());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
    }

    @Test
    void sizesCannotBeHad_later_theQuestionIsAnswered_andTheDriverIsTold() {
        sizesFail = true;
        sizesWait = true;
        request(GOOD, ANSWERS);
        serve();
        assertEquals(0, used());
        assertThrows(IllegalStateException.class, waiting.orElseThrow()::run);
        assertEquals(1, used());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_ERR_UNSPEC, answer(ANSWERS));
        assertEquals(1, signals);
    }

    @Test
    void answersOfBeforeAStop_oneCannotBeWritten_theOthersAreGiven() {
        sizesWait = true;
        request(GOOD, SIZE);
        serve();
        Runnable first = waiting.orElseThrow();
        request(GOOD, ANSWERS);
        serve();
        int base = queue.stop();
        first.run();
        waiting.orElseThrow().run();
        assertThrows(
                IllegalStateException.class,
                () ->
                        queue.start(
                                memory(),
                                new RingAddresses(DESCRIPTORS, AVAILABLE, USED),
                                ENTRIES,
                                base,
                                false));
        assertEquals(2, used());
        assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_DISPLAY_INFO, answer(ANSWERS));
    }

    private GuestMemory memory() {
        return GuestMemory.of(List.of(region, faulty));
    }
}
