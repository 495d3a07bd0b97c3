// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;
import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct iovec` (man 3type iovec): a piece of memory, in an array of them.
public final class IoVector {
    static final StructLayout LAYOUT =
            Struct.of("iovec", ADDRESS.withName("iov_base"), U64.withName("iov_len"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long IOV_BASE = offset(LAYOUT, "iov_base");
    private static final long IOV_LEN = offset(LAYOUT, "iov_len");

    private IoVector() {}

    public static void write(MemorySegment to, long number, MemorySegment piece) {
        to.set(ADDRESS, number * SIZE + IOV_BASE, piece);
        to.set(U64, number * SIZE + IOV_LEN, piece.byteSize());
    }

    /// Makes a piece longer.
    public static void extend(MemorySegment to, long number, long by) {
        long at = number * SIZE + IOV_LEN;
        to.set(U64, at, u64(to, at) + by);
    }
}
