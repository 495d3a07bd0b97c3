// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// A C struct in native memory, zero at first. Fields go by the names they have in the kernel's
/// headers, so that an offset stands in the layout alone.
record Struct(StructLayout layout, MemorySegment memory) {
    static Struct in(Arena arena, StructLayout layout) {
        return new Struct(layout, arena.allocate(layout));
    }

    long offset(String field) {
        return layout.byteOffset(groupElement(field));
    }

    /// Sets a field of 4 or 8 bytes.
    Struct set(String field, long value) {
        switch (layout.select(groupElement(field))) {
            case ValueLayout.OfInt type -> memory.set(type, offset(field), (int) value);
            case ValueLayout.OfLong type -> memory.set(type, offset(field), value);
            default -> throw new IllegalArgumentException(field + " of " + layout);
        }
        return this;
    }

    /// Sets a field that is a pointer.
    Struct set(String field, MemorySegment target) {
        memory.set((AddressLayout) layout.select(groupElement(field)), offset(field), target);
        return this;
    }

    int getInt(String field) {
        return memory.get((ValueLayout.OfInt) layout.select(groupElement(field)), offset(field));
    }

    short getShort(String field) {
        return memory.get((ValueLayout.OfShort) layout.select(groupElement(field)), offset(field));
    }

    long getLong(String field) {
        return memory.get((ValueLayout.OfLong) layout.select(groupElement(field)), offset(field));
    }
}
