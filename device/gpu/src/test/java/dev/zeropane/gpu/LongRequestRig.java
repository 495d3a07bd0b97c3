// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.Surface;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.gpu.protocol.Format;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.linux.Bulk;
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

/// A device with a driver whose requests take long, and a clock that the test looks after.
abstract class LongRequestRig {
    static final long RAM = 1 << 20;
    static final int ENTRIES = 16;
    static final long RINGS = 0x10000;
    static final long REQUESTS = 0x4000;
    static final long CURSORS = 0x8000;

    /// What lies behind the RAM is a resource's whole backing, over and over.
    static final int PIECE = 1 << 16;

    static final int SIDE = 1024;
    static final int IMAGE = 4 * SIDE * SIDE;
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int ID = 7;

    /// Looks at the clock in a turn, the one at its start not counted.
    static final int LOOKS = 4;

    /// The most that is copied from one look to the next, and so in a turn.
    static final long TURN_BYTES = (LOOKS + 1) * (long) Bulk.PIECE;

    final RecordingSurface surface = new RecordingSurface(false);
    long now;
    Fd file;
    Mapping mapping;
    MemorySegment ram;
    GuestRegion region;
    GuestRegion pixels;
    Ring control;
    Ring cursor;
    GpuDevice device;

    /// A driver's side of a queue.
    final class Ring {
        private final long at;
        private final long requests;
        final SplitQueue queue;
        private int made;

        Ring(long at, long requests) {
            this.at = at;
            this.requests = requests;
            this.queue =
                    new SplitQueue(
                            new SplitQueue.Events() {
                                @Override
                                public void call() {}

                                @Override
                                public void broken(String reason) {
                                    throw new AssertionError(reason);
                                }

                                @Override
                                public void dropped(String reason) {
                                    throw new AssertionError(reason);
                                }
                            });
            start(0);
        }

        void start(int base) {
            queue.start(
                    memory(),
                    new RingAddresses(at, at + 0x1000, at + 0x2000),
                    ENTRIES,
                    base,
                    false);
        }

        /// Makes a request of a type and 32-bit words behind its header available.
        void send(int type, int... words) {
            long request = requests + 1024L * made;
            ram.set(ValueLayout.JAVA_INT, request, type);
            MemorySegment.copy(words, 0, ram, ValueLayout.JAVA_INT, request + 24, words.length);
            int head = 2 * made % ENTRIES;
            descriptor(head, request, 24 + 4 * words.length, NEXT, head + 1);
            descriptor(head + 1, request + 512, 512, WRITE, 0);
            ram.set(ValueLayout.JAVA_SHORT, at + 0x1004 + 2L * (made % ENTRIES), (short) head);
            made++;
            ram.set(ValueLayout.JAVA_SHORT, at + 0x1002, (short) made);
        }

        private void descriptor(int index, long address, int length, int flags, int next) {
            long entry = at + 16L * index;
            ram.set(ValueLayout.JAVA_LONG, entry, address);
            ram.set(ValueLayout.JAVA_INT, entry + 8, length);
            ram.set(ValueLayout.JAVA_SHORT, entry + 12, (short) flags);
            ram.set(ValueLayout.JAVA_SHORT, entry + 14, (short) next);
        }

        /// How many requests are answered.
        int answered() {
            return ram.get(ValueLayout.JAVA_SHORT, at + 0x2002);
        }

        /// The answer to a request.
        int answer(int request) {
            return ram.get(ValueLayout.JAVA_INT, requests + 1024L * request + 512);
        }

        void serve() {
            device.available(this == control ? 0 : 1, queue);
        }

        boolean isServedAgain() {
            return device.isUnfinished(this == control ? 0 : 1) || queue.hasAvailable();
        }

        /// Serves as a transport does, until nothing is left to be done.
        ///
        /// @return turns
        int serveAll() {
            int turns = 0;
            do {
                serve();
                turns++;
            } while (isServedAgain());
            return turns;
        }
    }

    @BeforeEach
    void setUp() {
        file = Memfd.create("ram", RAM + PIECE);
        file.addSeals(Seals.FIXED_SIZE);
        mapping = Mapping.of(file, 0, RAM + PIECE, Mapping.Access.READ_WRITE);
        ram = mapping.segment();
        region = GuestRegion.map(file.dup(), 0, RAM, 0);
        pixels = mapPixels();
        control = new Ring(RINGS, REQUESTS);
        cursor = new Ring(RINGS + 0x4000, CURSORS);
    }

    void device(boolean copy) {
        device =
                new GpuDevice(
                        new GpuOptions(
                                1,
                                new Sizes(),
                                copy,
                                2L * IMAGE,
                                List.of(new OneSurface()),
                                StandIn::export),
                        () -> now += 500_000);
        device.memoryReplaced(memory());
    }

    GuestRegion mapPixels() {
        return GuestRegion.map(file.dup(), RAM, PIECE, RAM);
    }

    GuestMemory memory() {
        return GuestMemory.of(List.of(region, pixels));
    }

    @AfterEach
    void tearDown() {
        device.close();
        assertEquals(0, device.stats().hostMemoryUsed());
        region.close();
        pixels.close();
        mapping.close();
        file.close();
    }

    static final class Sizes implements ScreenSizes {
        @Override
        public void refresh(Runnable done) {
            done.run();
        }

        @Override
        public Optional<Mode> of(int scanout) {
            return Optional.of(Mode.DEFAULT);
        }
    }

    final class OneSurface implements Display {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Surface open(int scanout) {
            return surface;
        }

        @Override
        public void close() {}
    }

    /// A resource on the screen whose backing is the same piece of memory again and again.
    void resource() {
        ram.asSlice(RAM, PIECE).fill((byte) 1);
        control.send(
                VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
                ID,
                Format.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                SIDE,
                SIDE);
        attach();
        control.send(VirtioGpu.VIRTIO_GPU_CMD_SET_SCANOUT, 0, 0, SIDE, SIDE, 0, ID);
        int _ = control.serveAll();
        assertOk(3);
    }

    void attach() {
        int pieces = IMAGE / PIECE;
        // More than has room in one request's place: behind the others.
        long entries = REQUESTS + 0x80000;
        int[] words = new int[2 + 4 * pieces];
        words[0] = ID;
        words[1] = pieces;
        for (int i = 0; i < pieces; i++) {
            words[2 + 4 * i] = (int) RAM;
            words[4 + 4 * i] = PIECE;
        }
        ram.set(ValueLayout.JAVA_INT, entries, VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING);
        MemorySegment.copy(words, 0, ram, ValueLayout.JAVA_INT, entries + 24, words.length);
        control.send(VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING);
        int head = 2 * (control.made - 1) % ENTRIES;
        control.descriptor(head, entries, 24 + 4 * words.length, NEXT, head + 1);
    }

    void transfer(long offset) {
        control.send(
                VirtioGpu.VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
                0,
                0,
                SIDE,
                offset == 0 ? SIDE : SIDE / 2,
                (int) offset,
                0,
                ID,
                0);
    }

    void assertOk(int requests) {
        assertEquals(requests, control.answered());
        for (int i = 0; i < requests; i++) {
            assertEquals(VirtioGpu.VIRTIO_GPU_RESP_OK_NODATA, control.answer(i), "request " + i);
        }
    }

    long copied() {
        return device.stats().scanouts().getFirst().count("bytesCopied")
                + device.stats().unseenBytesCopied();
    }

    /// The byte that is everywhere in the picture.
    int shown() {
        int[] found = {-1};
        assertTrue(
                surface.memory()
                        .read(pixels -> {
                            MemorySegment image = pixels.asSlice(0, IMAGE);
                            found[0] = image.get(ValueLayout.JAVA_BYTE, 0);
                            assertEquals(
                                    -1, image.asSlice(1).mismatch(image.asSlice(0, IMAGE - 1)));
                        }));
        return found[0];
    }
}
