// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U8;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/// The argument of `SYNC_IOC_MERGE` (`<linux/sync_file.h>`).
///
/// @param name cut off where it does not fit
/// @param other the second sync file
public record SyncMerge(String name, Fd other) {
    /// Bytes of a name and the NUL behind it.
    static final int NAME_SIZE = 32;

    static final StructLayout LAYOUT =
            Struct.of(
                    "sync_merge_data",
                    MemoryLayout.sequenceLayout(NAME_SIZE, U8).withName("name"),
                    U32.withName("fd2"),
                    U32.withName("fence"),
                    U32.withName("flags"),
                    U32.withName("pad"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long NAME = Struct.offset(LAYOUT, "name");
    private static final long FD2 = Struct.offset(LAYOUT, "fd2");
    private static final long FENCE = Struct.offset(LAYOUT, "fence");

    /// @param to zeroes
    public void write(MemorySegment to) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, to, U8, NAME, Math.min(bytes.length, NAME_SIZE - 1));
        Ioctl.putFd(to, FD2, other);
    }

    /// Takes ownership of the sync file that the kernel put there.
    ///
    /// @param what the new descriptor's name in messages
    public static Fd takeMerged(MemorySegment from, String what) {
        return Ioctl.takeFd(from, FENCE, what);
    }
}
