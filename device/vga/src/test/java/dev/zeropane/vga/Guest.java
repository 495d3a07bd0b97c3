// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Mapping;
import dev.zeropane.pci.Bar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A guest and its VMM: writes registers, each of them answered before the next, and draws into a
/// mapping of its own of the memory that it was handed. Independent of what the device says.
final class Guest implements AutoCloseable {
    static final int ID = 0;
    static final int XRES = 1;
    static final int YRES = 2;
    static final int BPP = 3;
    static final int ENABLE = 4;
    static final int BANK = 5;
    static final int VIRT_WIDTH = 6;
    static final int VIRT_HEIGHT = 7;
    static final int X_OFFSET = 8;
    static final int Y_OFFSET = 9;
    static final int VIDEO_MEMORY_64K = 10;

    static final long BYTE_ORDER = 0x604;
    static final int LITTLE_ENDIAN = 0x1e1e1e1e;
    static final int BIG_ENDIAN = 0xbebebebe;

    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final EventLoop loop;
    private final VgaDevice device;
    private final Mapping memory;

    Guest(EventLoop loop, VgaDevice device) {
        this.loop = loop;
        this.device = device;
        Bar framebuffer = device.bars().get(0);
        this.memory =
                Mapping.of(
                        framebuffer.memory().orElseThrow().fd(),
                        0,
                        framebuffer.size(),
                        Mapping.Access.READ_WRITE);
    }

    /// Video memory, as the VMM has it mapped.
    MemorySegment memory() {
        return memory.segment();
    }

    <T> T onDevice(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, loop::post).join();
    }

    void onDevice(Runnable task) {
        CompletableFuture.runAsync(task, loop::post).join();
    }

    private static long register(int index) {
        return 0x500 + 2L * index;
    }

    void write(int index, int value) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[2]);
        bytes.set(LE16, 0, (short) value);
        write(register(index), bytes);
    }

    void write(long offset, MemorySegment bytes) {
        onDevice(() -> device.bars().get(2).write(offset, bytes));
    }

    int read(int index) {
        return Short.toUnsignedInt(read(register(index), 2).get(LE16, 0));
    }

    MemorySegment read(long offset, int size) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[size]);
        onDevice(() -> device.bars().get(2).read(offset, bytes));
        return bytes;
    }

    void byteOrder(int value) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[4]);
        bytes.set(LE32, 0, value);
        write(BYTE_ORDER, bytes);
    }

    /// As Linux's driver does it.
    void setMode(int width, int height, int bits) {
        write(ENABLE, 0);
        write(BPP, bits);
        write(XRES, width);
        write(YRES, height);
        write(BANK, 0);
        write(VIRT_WIDTH, width);
        write(VIRT_HEIGHT, 0xffff);
        write(X_OFFSET, 0);
        write(Y_OFFSET, 0);
        write(ENABLE, 0x41);
    }

    /// Shows what begins with this row of video memory.
    void flip(int row) {
        write(Y_OFFSET, row);
    }

    void draw(long offset, int pixel) {
        memory.segment().set(LE32, offset, pixel);
    }

    @Override
    public void close() {
        memory.close();
    }
}
