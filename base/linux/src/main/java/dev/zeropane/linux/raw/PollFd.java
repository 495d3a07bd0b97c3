// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U16;
import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct pollfd` (man 2 poll): what to wait for.
public record PollFd(int fd, int events) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "pollfd", U32.withName("fd"), U16.withName("events"), U16.withName("revents"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long FD = offset(LAYOUT, "fd");
    private static final long EVENTS = offset(LAYOUT, "events");

    public void write(MemorySegment to) {
        to.set(U32, FD, fd);
        to.set(U16, EVENTS, (short) events);
    }
}
