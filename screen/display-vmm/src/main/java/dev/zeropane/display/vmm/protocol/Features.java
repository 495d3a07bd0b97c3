// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of SET_PROTOCOL_FEATURES, and of the answer to GET_PROTOCOL_FEATURES.
public record Features(long bits) {
    static final StructLayout LAYOUT = Struct.of("features", U64.withName("bits"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long BITS = offset(LAYOUT, "bits");

    public static Features read(MemorySegment from) {
        return new Features(u64(from, BITS));
    }

    public void write(MemorySegment to) {
        to.set(U64, BITS, bits);
    }
}
