// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U16;
import static dev.zeropane.linux.struct.NativeOrder.u16;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The fixed part of VFIO_USER_VERSION, before the text.
public record VersionNumbers(int major, int minor) {
    static final StructLayout LAYOUT =
            Struct.of("vfio_user_version", U16.withName("major"), U16.withName("minor"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long MAJOR = offset(LAYOUT, "major");
    private static final long MINOR = offset(LAYOUT, "minor");

    public static VersionNumbers read(MemorySegment from) {
        return new VersionNumbers(u16(from, MAJOR), u16(from, MINOR));
    }

    public void write(MemorySegment to) {
        to.set(U16, MAJOR, (short) major);
        to.set(U16, MINOR, (short) minor);
    }
}
