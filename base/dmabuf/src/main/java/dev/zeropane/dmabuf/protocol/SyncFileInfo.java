// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.U8;
import static dev.zeropane.linux.struct.NativeOrder.u32;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The answer to `SYNC_IOC_FILE_INFO` (`<linux/sync_file.h>`), requested without the list of
/// fences.
///
/// @param status 0 if a fence is active, 1 if all are signalled, or an error number, negative
public record SyncFileInfo(int status, int fences) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "sync_file_info",
                    MemoryLayout.sequenceLayout(SyncMerge.NAME_SIZE, U8).withName("name"),
                    U32.withName("status"),
                    U32.withName("flags"),
                    U32.withName("num_fences"),
                    U32.withName("pad"),
                    U64.withName("sync_fence_info"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long STATUS = Struct.offset(LAYOUT, "status");
    private static final long NUM_FENCES = Struct.offset(LAYOUT, "num_fences");

    public static SyncFileInfo read(MemorySegment from) {
        return new SyncFileInfo(u32(from, STATUS), u32(from, NUM_FENCES));
    }
}
