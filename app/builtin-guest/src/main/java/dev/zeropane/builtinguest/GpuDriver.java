// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A virtio-gpu driver (VIRTIO 1.3 §5.7): one method per command, each of which waits for its
/// response and returns the response's type, such as [VirtioGpu#VIRTIO_GPU_RESP_OK_NODATA]. Nothing
/// is checked on the way out; that is the device's task. Owned by one thread.
///
/// ```
/// header: u32 type | u32 flags | u64 fence_id | u32 ctx_id | u8 ring_idx | 3 bytes
/// ```
public final class GpuDriver {
    private static final ValueLayout.OfInt LE32 =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LE64 =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int TRANSFER_SIZE = 56;
    private static final int FLUSH_SIZE = 48;
    private static final int DISPLAY_INFO_SIZE = CTRL_HDR_SIZE + VIRTIO_GPU_MAX_SCANOUTS * 24;
    private static final int EDID_SIZE = CTRL_HDR_SIZE + 8 + 1024;
    private static final int ENTRY_SIZE = 16;

    /// Offset of a second request and response in their pages, for two in flight.
    private static final int SECOND = 2048;

    /// Pixels, from the top left.
    public record Rect(int x, int y, int width, int height) {
        /// The smallest rectangle around both.
        public Rect union(Rect other) {
            int left = Math.min(x, other.x);
            int top = Math.min(y, other.y);
            int right = Math.max(x + width, other.x + other.width);
            int bottom = Math.max(y + height, other.y + other.height);
            return new Rect(left, top, right - left, bottom - top);
        }
    }

    /// A piece of a resource's backing.
    public record Entry(long gpa, int length) {}

    /// Answer to `GET_DISPLAY_INFO`.
    public record DisplayInfo(int type, List<Display> displays) {
        /// One of the 16 scanouts' preferred modes.
        public record Display(Rect rect, boolean enabled, int flags) {}
    }

    private final Machine machine;
    private final GuestRam ram;
    private final DriverQueue control;
    private final MemorySegment memory;
    private final long request;
    private final long response;
    private final long cursor;
    private Duration timeout = Duration.ofSeconds(30);
    private long bigAt;
    private long bigSize;
    private long responseAt;
    private long responseLength;

    /// Starts the machine if it does not run.
    public GpuDriver(Machine machine) {
        this.machine = machine;
        machine.start();
        ram = machine.ram();
        control = machine.queue(Vmm.CONTROL_QUEUE);
        memory = ram.memory();
        request = ram.allocatePermanent(GuestRam.PAGE);
        response = ram.allocatePermanent(GuestRam.PAGE);
        cursor = ram.allocatePermanent(GuestRam.PAGE);
        responseAt = response;
    }

    /// How long each command may take; 5 s at first.
    public void timeout(Duration limit) {
        timeout = limit;
    }

    /// Does something while a command is waited for: with [UnseenScreen#poll] this one thread is
    /// the driver and the VMM that reads the display socket, as devices that write to that socket
    /// before they answer want it.
    ///
    /// @param work returns whether there was something to do
    public void meanwhile(BooleanSupplier work) {
        control.meanwhile(work);
        machine.queue(Vmm.CURSOR_QUEUE).meanwhile(work);
    }

    public int create2d(int id, int format, int width, int height) {
        header(request, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D);
        word(24, id);
        word(28, format);
        word(32, width);
        word(36, height);
        return command(40, CTRL_HDR_SIZE);
    }

    public int unref(int id) {
        return withId(VIRTIO_GPU_CMD_RESOURCE_UNREF, id);
    }

    public int detachBacking(int id) {
        return withId(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, id);
    }

    private int withId(int type, int id) {
        header(request, type);
        word(24, id);
        word(28, 0);
        return command(32, CTRL_HDR_SIZE);
    }

    public int attachBacking(int id, List<Entry> entries) {
        header(request, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING);
        word(24, id);
        word(28, entries.size());
        List<DriverQueue.Buffer> chain = new ArrayList<>();
        chain.add(new DriverQueue.Buffer(request, 32, false));
        if (!entries.isEmpty()) {
            long size = (long) entries.size() * ENTRY_SIZE;
            long at = big(size);
            chain.add(new DriverQueue.Buffer(at, size, false));
            for (Entry entry : entries) {
                memory.set(LE64, at, entry.gpa());
                memory.set(LE32, at + 8, entry.length());
                memory.set(LE32, at + 12, 0);
                at += ENTRY_SIZE;
            }
        }
        chain.add(new DriverQueue.Buffer(response, CTRL_HDR_SIZE, true));
        clear(response, CTRL_HDR_SIZE);
        complete(control, chain, response, CTRL_HDR_SIZE);
        return type();
    }

    public int setScanout(int scanout, int id, Rect rect) {
        header(request, VIRTIO_GPU_CMD_SET_SCANOUT);
        rect(request, rect);
        word(40, scanout);
        word(44, id);
        return command(48, CTRL_HDR_SIZE);
    }

    public int transfer(int id, Rect rect, long offset) {
        fillTransfer(request, id, rect, offset);
        return command(TRANSFER_SIZE, CTRL_HDR_SIZE);
    }

    public int flush(int id, Rect rect) {
        fillFlush(request, id, rect);
        return command(FLUSH_SIZE, CTRL_HDR_SIZE);
    }

    private void fillTransfer(long at, int id, Rect rect, long offset) {
        header(at, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D);
        rect(at, rect);
        memory.set(LE64, at + 40, offset);
        memory.set(LE32, at + 48, id);
        memory.set(LE32, at + 52, 0);
    }

    private void fillFlush(long at, int id, Rect rect) {
        header(at, VIRTIO_GPU_CMD_RESOURCE_FLUSH);
        rect(at, rect);
        memory.set(LE32, at + 40, id);
        memory.set(LE32, at + 44, 0);
    }

    /// Queues a transfer and a flush of the same rectangle with one kick and waits for both.
    /// Allocates nothing, so that benchmarks see the device and not this driver.
    ///
    /// @throws FrontendException if either fails
    public void transferAndFlush(int id, Rect rect, long offset) {
        fillTransfer(request, id, rect, offset);
        fillFlush(request + SECOND, id, rect);
        clear(response, CTRL_HDR_SIZE);
        clear(response + SECOND, CTRL_HDR_SIZE);
        control.submit(request, TRANSFER_SIZE, response, CTRL_HDR_SIZE);
        control.submit(request + SECOND, FLUSH_SIZE, response + SECOND, CTRL_HDR_SIZE);
        control.kick();
        control.waitFor(2, timeout.toNanos());
        control.next();
        control.next();
        responseAt = response + SECOND;
        responseLength = control.completedBytes();
        expectOk(memory.get(LE32, response), "transfer");
        expectOk(memory.get(LE32, response + SECOND), "flush");
    }

    /// @param type of a response
    /// @throws FrontendException if it is an error's
    public static void expectOk(int type, String what) {
        if (type != VIRTIO_GPU_RESP_OK_NODATA) {
            throw new FrontendException(what + " was answered with 0x" + Integer.toHexString(type));
        }
    }

    public DisplayInfo getDisplayInfo() {
        header(request, VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
        int type = command(CTRL_HDR_SIZE, DISPLAY_INFO_SIZE);
        List<DisplayInfo.Display> displays = new ArrayList<>();
        for (long at = CTRL_HDR_SIZE; at + 24 <= responseLength; at += 24) {
            long one = response + at;
            Rect rect =
                    new Rect(
                            memory.get(LE32, one),
                            memory.get(LE32, one + 4),
                            memory.get(LE32, one + 8),
                            memory.get(LE32, one + 12));
            displays.add(
                    new DisplayInfo.Display(
                            rect, memory.get(LE32, one + 16) != 0, memory.get(LE32, one + 20)));
        }
        return new DisplayInfo(type, List.copyOf(displays));
    }

    /// The scanout's EDID without padding, or no bytes if the device answers with an error.
    public byte[] getEdid(int scanout) {
        header(request, VIRTIO_GPU_CMD_GET_EDID);
        word(24, scanout);
        word(28, 0);
        if (command(32, EDID_SIZE) != VIRTIO_GPU_RESP_OK_EDID) {
            return new byte[0];
        }
        int size = memory.get(LE32, response + 24);
        if (size < 0 || size > 1024 || responseLength < CTRL_HDR_SIZE + 8L + size) {
            throw new FrontendException(
                    "EDID of " + size + " bytes in a response of " + responseLength);
        }
        return memory.asSlice(response + 32, size).toArray(JAVA_BYTE);
    }

    public void updateCursor(int scanout, int x, int y, int resourceId, int hotX, int hotY) {
        cursor(VIRTIO_GPU_CMD_UPDATE_CURSOR, scanout, x, y, resourceId, hotX, hotY);
    }

    /// @param resourceId of the cursor, which drivers send again; 0 hides it
    public void moveCursor(int scanout, int x, int y, int resourceId) {
        cursor(VIRTIO_GPU_CMD_MOVE_CURSOR, scanout, x, y, resourceId, 0, 0);
    }

    /// Cursor commands carry no response buffer, as Linux sends them.
    private void cursor(int type, int scanout, int x, int y, int id, int hotX, int hotY) {
        header(cursor, type);
        int[] words = {scanout, x, y, 0, id, hotX, hotY, 0};
        for (int i = 0; i < words.length; i++) {
            memory.set(LE32, cursor + CTRL_HDR_SIZE + 4L * i, words[i]);
        }
        DriverQueue queue = machine.queue(Vmm.CURSOR_QUEUE);
        complete(queue, List.of(new DriverQueue.Buffer(cursor, 56, false)), cursor, 0);
    }

    private int command(int requestLength, int capacity) {
        clear(response, capacity);
        int head = control.submit(request, requestLength, response, capacity);
        control.kick();
        finish(control, head, response, capacity);
        return type();
    }

    private void complete(DriverQueue queue, List<DriverQueue.Buffer> chain, long at, int room) {
        int head = queue.submit(chain);
        queue.kick();
        finish(queue, head, at, room);
    }

    private void finish(DriverQueue queue, int head, long at, int capacity) {
        queue.waitFor(1, timeout.toNanos());
        queue.next();
        if (queue.completedHead() != head || queue.completedBytes() > capacity) {
            throw new FrontendException(
                    "request %d with room for %d bytes completed as %d with %d"
                            .formatted(
                                    head, capacity, queue.completedHead(), queue.completedBytes()));
        }
        responseAt = at;
        responseLength = queue.completedBytes();
    }

    private int type() {
        if (responseLength < CTRL_HDR_SIZE) {
            throw new FrontendException("a response of " + responseLength + " bytes");
        }
        return memory.get(LE32, responseAt);
    }

    private long big(long size) {
        if (size > bigSize) {
            bigAt = ram.allocatePermanent(size);
            bigSize = size;
        }
        return bigAt;
    }

    private void clear(long at, int length) {
        memory.asSlice(at, length).fill((byte) 0);
    }

    private void header(long at, int type) {
        memory.set(LE32, at, type);
        memory.set(LE32, at + 4, 0);
        memory.set(LE64, at + 8, 0);
        memory.set(LE64, at + 16, 0);
    }

    private void rect(long at, Rect rect) {
        memory.set(LE32, at + 24, rect.x());
        memory.set(LE32, at + 28, rect.y());
        memory.set(LE32, at + 32, rect.width());
        memory.set(LE32, at + 36, rect.height());
    }

    private void word(int offset, int value) {
        memory.set(LE32, request + offset, value);
    }
}
