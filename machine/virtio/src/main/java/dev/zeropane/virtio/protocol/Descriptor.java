// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.LittleEndian.le16;
import static dev.zeropane.linux.struct.LittleEndian.le64;
import static dev.zeropane.linux.struct.LittleEndian.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// One `struct virtq_desc` (VIRTIO 1.3 §2.7.5; Linux: `vring_desc`), copied out of guest memory
/// once. At any alignment, because an indirect table has none.
public record Descriptor(long address, long length, int flags, int next) {
    public static final int VIRTQ_DESC_F_NEXT = 1;
    public static final int VIRTQ_DESC_F_WRITE = 2;
    public static final int VIRTQ_DESC_F_INDIRECT = 4;

    static final StructLayout LAYOUT =
            Struct.of(
                    "vring_desc",
                    LE64.withName("addr"),
                    LE32.withName("len"),
                    LE16.withName("flags"),
                    LE16.withName("next"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long ADDR = offset(LAYOUT, "addr");
    private static final long LEN = offset(LAYOUT, "len");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long NEXT = offset(LAYOUT, "next");

    public static Descriptor read(MemorySegment table, int index) {
        long at = index * SIZE;
        return new Descriptor(
                le64(table, at + ADDR),
                unsigned(table, at + LEN),
                le16(table, at + FLAGS),
                le16(table, at + NEXT));
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
