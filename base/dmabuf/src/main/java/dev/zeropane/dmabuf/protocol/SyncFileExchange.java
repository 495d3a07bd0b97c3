// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The argument of `DMA_BUF_IOCTL_EXPORT_SYNC_FILE`, and of `DMA_BUF_IOCTL_IMPORT_SYNC_FILE`, which
/// looks the same (`<linux/dma-buf.h>`): the direction of accesses, and the fences they wait for.
public final class SyncFileExchange {
    static final StructLayout EXPORT =
            Struct.of("dma_buf_export_sync_file", U32.withName("flags"), U32.withName("fd"));

    static final StructLayout IMPORT =
            Struct.of("dma_buf_import_sync_file", U32.withName("flags"), U32.withName("fd"));

    public static final long SIZE = EXPORT.byteSize();

    private static final long FLAGS = Struct.offset(EXPORT, "flags");
    private static final long FD = Struct.offset(EXPORT, "fd");
    private static final int NONE = -1;

    private SyncFileExchange() {}

    /// Asks for fences.
    public static void writeExport(int flags, MemorySegment to) {
        to.set(U32, FLAGS, flags);
        to.set(U32, FD, NONE);
    }

    /// Adds fences.
    public static void writeImport(int flags, Fd fences, MemorySegment to) {
        to.set(U32, FLAGS, flags);
        Ioctl.putFd(to, FD, fences);
    }

    /// Takes ownership of the fences that the kernel put there.
    ///
    /// @param what the new descriptor's name in messages
    public static Fd takeExported(MemorySegment from, String what) {
        return Ioctl.takeFd(from, FD, what);
    }
}
