// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.kernel.KernelParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The kernel's own interface, by numbers written down once more: what the library computes is not
/// used to test it.
final class RawUdmabuf implements AutoCloseable {
    static final long PAGE = Mapping.PAGE_SIZE;
    static final long HUGE = 2 << 20;
    static final long UDMABUF_CREATE = 0x40187542;
    static final long UDMABUF_CREATE_LIST = 0x40087543;
    static final int CLOEXEC = 1;

    /// One item of a list; the descriptor may be any number.
    record Item(int fd, long offset, long size) {
        Item(Fd fd, long offset, long size) {
            this(Raw.number(fd), offset, size);
        }
    }

    private final Fd device;

    RawUdmabuf() {
        device = Fd.open(Udmabuf.DEVICE, Mapping.Access.READ_WRITE);
    }

    Fd device() {
        return device;
    }

    /// The number of the new dma-buf, or the negated error number.
    int create(int flags, Item item) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment create = arena.allocate(24, 8);
            create.set(ValueLayout.JAVA_INT, 0, item.fd);
            create.set(ValueLayout.JAVA_INT, 4, flags);
            create.set(ValueLayout.JAVA_LONG, 8, item.offset);
            create.set(ValueLayout.JAVA_LONG, 16, item.size);
            return Raw.ioctl(device, UDMABUF_CREATE, create);
        }
    }

    int createList(int flags, int count, int padding, List<Item> items) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(8 + 24L * items.size(), 8);
            list.set(ValueLayout.JAVA_INT, 0, flags);
            list.set(ValueLayout.JAVA_INT, 4, count);
            long at = 8;
            for (Item item : items) {
                list.set(ValueLayout.JAVA_INT, at, item.fd);
                list.set(ValueLayout.JAVA_INT, at + 4, padding);
                list.set(ValueLayout.JAVA_LONG, at + 8, item.offset);
                list.set(ValueLayout.JAVA_LONG, at + 16, item.size);
                at += 24;
            }
            return Raw.ioctl(device, UDMABUF_CREATE_LIST, list);
        }
    }

    int createList(List<Item> items) {
        return createList(CLOEXEC, items.size(), 0, items);
    }

    /// A dma-buf of the first bytes of a file.
    Fd dmaBuf(Fd file, long size) {
        return Raw.own(create(CLOEXEC, new Item(file, 0, size)), "dma-buf");
    }

    /// A memfd that udmabuf takes.
    static Fd memfd(long size) {
        Fd fd = Memfd.create("pages", size);
        fd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
        return fd;
    }

    /// Sets a limit of the kernel's for the time of a test.
    ///
    /// @return sets it back
    static AutoCloseable limit(String name, long value) {
        Path file = UdmabufLimits.PARAMETERS.resolve(name);
        long before = KernelParameter.readNumber(file).orElseThrow();
        write(file, value);
        return () -> write(file, before);
    }

    static void write(Path file, long value) {
        try {
            Files.writeString(file, Long.toString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
