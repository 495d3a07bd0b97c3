// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The argument of `UDMABUF_CREATE` (`<linux/udmabuf.h>`): one piece of a memfd. The dma-buf's
/// descriptor is close-on-exec.
public record UdmabufCreate(Fd memfd, long offset, long size) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "udmabuf_create",
                    U32.withName("memfd"),
                    U32.withName("flags"),
                    U64.withName("offset"),
                    U64.withName("size"));

    public static final long SIZE = LAYOUT.byteSize();

    static final int UDMABUF_FLAGS_CLOEXEC = 1;

    private static final long MEMFD = Struct.offset(LAYOUT, "memfd");
    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long OFFSET = Struct.offset(LAYOUT, "offset");
    private static final long LENGTH = Struct.offset(LAYOUT, "size");

    public void write(MemorySegment to) {
        Ioctl.putFd(to, MEMFD, memfd);
        to.set(U32, FLAGS, UDMABUF_FLAGS_CLOEXEC);
        to.set(U64, OFFSET, offset);
        to.set(U64, LENGTH, size);
    }
}
