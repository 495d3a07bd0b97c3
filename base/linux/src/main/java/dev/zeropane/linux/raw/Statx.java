// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The parts of `struct statx` read here (man 2 statx); the same on every architecture, which
/// `struct stat` is not.
public record Statx(long inode, long size, long deviceMajor, long deviceMinor) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "statx",
                    MemoryLayout.paddingLayout(32),
                    U64.withName("stx_ino"),
                    U64.withName("stx_size"),
                    MemoryLayout.paddingLayout(88),
                    U32.withName("stx_dev_major"),
                    U32.withName("stx_dev_minor"),
                    MemoryLayout.paddingLayout(112));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long STX_INO = offset(LAYOUT, "stx_ino");
    private static final long STX_SIZE = offset(LAYOUT, "stx_size");
    private static final long STX_DEV_MAJOR = offset(LAYOUT, "stx_dev_major");
    private static final long STX_DEV_MINOR = offset(LAYOUT, "stx_dev_minor");

    public static Statx read(MemorySegment from) {
        return new Statx(
                u64(from, STX_INO),
                u64(from, STX_SIZE),
                unsigned(from, STX_DEV_MAJOR),
                unsigned(from, STX_DEV_MINOR));
    }
}
