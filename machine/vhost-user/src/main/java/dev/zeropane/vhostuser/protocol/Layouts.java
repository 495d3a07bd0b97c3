// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// Fields as the protocol has them: in the host's byte order, and wherever a message put them.
final class Layouts {
    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private Layouts() {}

    static StructLayout struct(String name, MemoryLayout... fields) {
        return MemoryLayout.structLayout(fields).withName(name);
    }

    static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }

    static int u32(MemorySegment from, long offset) {
        return from.get(U32, offset);
    }

    static long u64(MemorySegment from, long offset) {
        return from.get(U64, offset);
    }
}
