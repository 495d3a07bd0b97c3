// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct epoll_event` (man 2 epoll_ctl): packed on x86-64 and padded elsewhere.
public final class EpollEvent {
    static final StructLayout LAYOUT =
            System.getProperty("os.arch").equals("amd64")
                    ? Struct.of("epoll_event", U32.withName("events"), U64.withName("data"))
                    : Struct.of(
                            "epoll_event",
                            U32.withName("events"),
                            MemoryLayout.paddingLayout(U32.byteSize()),
                            U64.withName("data"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long EVENTS = offset(LAYOUT, "events");
    private static final long DATA = offset(LAYOUT, "data");

    private EpollEvent() {}

    public static void write(MemorySegment to, int events, long data) {
        to.set(U32, EVENTS, events);
        to.set(U64, DATA, data);
    }

    /// The events of a descriptor.
    ///
    /// @param number the event's index in the array
    public static int events(MemorySegment from, int number) {
        return u32(from, number * SIZE + EVENTS);
    }

    /// The data that was registered with the descriptor.
    public static long data(MemorySegment from, int number) {
        return u64(from, number * SIZE + DATA);
    }
}
