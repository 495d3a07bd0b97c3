// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The argument of `UDMABUF_CREATE_LIST` (`<linux/udmabuf.h>`): a header, followed by `count`
/// pieces of memfds ([Item]). The dma-buf's descriptor is close-on-exec.
public record UdmabufCreateList(int count) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "udmabuf_create_list",
                    U32.withName("flags"),
                    U32.withName("count"),
                    MemoryLayout.sequenceLayout(0, Item.LAYOUT).withName("list"));

    /// Bytes before the items: the size in the request's number.
    public static final long HEADER_SIZE = LAYOUT.byteSize();

    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long COUNT = Struct.offset(LAYOUT, "count");
    private static final long LIST = Struct.offset(LAYOUT, "list");

    /// One piece.
    public record Item(Fd memfd, long offset, long size) {
        static final StructLayout LAYOUT =
                Struct.of(
                        "udmabuf_create_item",
                        U32.withName("memfd"),
                        U32.withName("__pad"),
                        U64.withName("offset"),
                        U64.withName("size"));

        private static final long MEMFD = Struct.offset(LAYOUT, "memfd");
        private static final long OFFSET = Struct.offset(LAYOUT, "offset");
        private static final long LENGTH = Struct.offset(LAYOUT, "size");

        /// @param list zeroes, with room for all items
        public void write(MemorySegment list, int number) {
            long at = LIST + number * LAYOUT.byteSize();
            Ioctl.putFd(list, at + MEMFD, memfd);
            list.set(U64, at + OFFSET, offset);
            list.set(U64, at + LENGTH, size);
        }
    }

    /// Header and items, in bytes.
    public long size() {
        return LIST + count * Item.LAYOUT.byteSize();
    }

    /// Writes the header.
    public void write(MemorySegment to) {
        to.set(U32, FLAGS, UdmabufCreate.UDMABUF_FLAGS_CLOEXEC);
        to.set(U32, COUNT, count);
    }
}
