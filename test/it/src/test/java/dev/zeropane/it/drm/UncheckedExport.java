// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Run;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/// What a program gets from the kernel that asks it without our checks (`<linux/udmabuf.h>`).
final class UncheckedExport {
    private static final int UDMABUF_FLAGS_CLOEXEC = 1;
    private static final StructLayout UDMABUF_CREATE_LIST =
            structLayout(JAVA_INT.withName("flags"), JAVA_INT.withName("count"));
    private static final StructLayout UDMABUF_CREATE_ITEM =
            structLayout(
                    JAVA_INT.withName("memfd"),
                    JAVA_INT.withName("pad"),
                    JAVA_LONG.withName("offset"),
                    JAVA_LONG.withName("size"));
    private static final Ioctl CREATE_LIST =
            Ioctl.write("UDMABUF_CREATE_LIST", 'u', 0x43, UDMABUF_CREATE_LIST.byteSize());

    private UncheckedExport() {}

    static DmaBuf of(Runs runs) {
        List<Run> list = runs.list();
        long header = UDMABUF_CREATE_LIST.byteSize();
        long item = UDMABUF_CREATE_ITEM.byteSize();
        try (Arena arena = Arena.ofConfined();
                Fd device = Fd.open(Udmabuf.DEVICE, Mapping.Access.READ_WRITE)) {
            MemorySegment memory = arena.allocate(header + list.size() * item, Long.BYTES);
            new Struct(UDMABUF_CREATE_LIST, memory)
                    .set("flags", UDMABUF_FLAGS_CLOEXEC)
                    .set("count", list.size());
            for (int i = 0; i < list.size(); i++) {
                Run run = list.get(i);
                Struct one =
                        new Struct(UDMABUF_CREATE_ITEM, memory.asSlice(header + i * item, item))
                                .set("offset", run.offset())
                                .set("size", run.length());
                Ioctl.putFd(one.memory(), one.offset("memfd"), run.file().fd());
            }
            return DmaBuf.adopt(CREATE_LIST.callForFd(device, memory, "dma-buf"));
        }
    }
}
