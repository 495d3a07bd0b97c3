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
    static final long RINGS = 0x10000;
    static final long REQUESTS = 0x4000;
    static final long CURSORS = 0x8000;

    /// What lies behind the RAM is a resource's whole backing, over and over.
    static final int PIECE = 1 << 16;

    static final int SIDE = 1024;
    static final int IMAGE = 4 * SIDE * SIDE;
    static final int ID = 7;

    /// Looks at the clock in a turn, the one at its start not counted.
    static final int LOOKS = 4;

    /// The most that is copied from one look to the next, and so in a turn.
    static final long TURN_BYTES = (LOOKS + 1) * (long) Bulk.PIECE;

    final RecordingSurface surface = new RecordingSurface(false);
    long now;
    DriverRing.Ram guest;
    MemorySegment ram;
    GuestRegion region;
    GuestRegion pixels;
    Ring control;
    Ring cursor;
    GpuDevice device;

    /// A driver of a queue whose requests have a place each.
    final class Ring {
        private final DriverRing ring;
        private final long requests;

        /// The device's side.
        final SplitQueue queue;

        Ring(long at, long requests) {
            this.ring = new DriverRing(guest, at);
            this.requests = requests;
            this.queue = ring.queue();
            start(0);
        }

        void start(int base) {
            ring.start(memory(), base);
        }

        /// Makes a request of a type and 32-bit words behind its header available.
        void send(int type, int... words) {
            sendFrom(requests + 1024L * ring.made(), type, words);
        }

        /// As [#send], written to some other place.
        void sendFrom(long request, int type, int... words) {
            ram.set(ValueLayout.JAVA_INT, request, type);
            MemorySegment.copy(words, 0, ram, ValueLayout.JAVA_INT, request + 24, words.length);
            long answer = requests + 1024L * ring.made() + 512;
            ring.offer(request, 24 + 4 * words.length, answer, 512);
        }

        /// How many requests are answered.
        int answered() {
            return ring.answered();
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
        guest = new DriverRing.Ram(RAM + PIECE);
        ram = guest.bytes();
        region = guest.region(0, RAM, 0);
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
        return guest.region(RAM, PIECE, RAM);
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
        guest.close();
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
        control.sendFrom(entries, VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, words);
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
