// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.struct;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// Layouts of C structures, and the offsets of their fields. Code that reads or writes a structure
/// derives its offsets from the layout, and a test compares the layout with the C header.
public final class Struct {
    private Struct() {}

    /// @param name as in the header or specification, without `struct`
    /// @param fields in their order, each with its name
    public static StructLayout of(String name, MemoryLayout... fields) {
        return MemoryLayout.structLayout(fields).withName(name);
    }

    /// Where a field begins, in bytes.
    ///
    /// @param path its name, or first the name of the field that it is a field of
    public static long offset(StructLayout layout, String... path) {
        PathElement[] elements = new PathElement[path.length];
        for (int i = 0; i < path.length; i++) {
            elements[i] = PathElement.groupElement(path[i]);
        }
        return layout.byteOffset(elements);
    }
}
