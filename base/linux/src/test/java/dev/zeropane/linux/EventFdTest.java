// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class EventFdTest {
    @Test
    void drain_new_zero() {
        try (EventFd event = EventFd.create("event")) {
            assertEquals(0, event.drain());
        }
    }

    @Test
    void drain_signalledThrice_threeThenZero() {
        try (EventFd event = EventFd.create("event")) {
            event.signal();
            event.signal();
            event.signal();
            assertEquals(3, event.drain());
            assertEquals(0, event.drain());
        }
    }

    @Test
    void signal_counterFull_isNoError() {
        try (EventFd event = EventFd.create("event");
                Arena arena = Arena.ofConfined()) {
            // The largest value an eventfd holds.
            MemorySegment full = arena.allocateFrom(ValueLayout.JAVA_LONG, -2L);
            assertEquals(8, Libc.write(event.fd().number(), full));
            event.signal();
            assertEquals(-2L, event.drain());
        }
    }

    @Test
    void adopt_blockingPeersEnd_sharesCounterWithoutBlocking() {
        Fd blocking = Fd.own(Libc.eventfd(0, 0), "blocking");
        try (EventFd theirs = EventFd.adopt(blocking.dup());
                EventFd ours = EventFd.adopt(blocking)) {
            assertEquals(0, ours.drain());
            theirs.signal();
            assertEquals(1, ours.drain());
        }
    }

    @Test
    void close_laterCalls_refused() {
        EventFd event = EventFd.create("event");
        event.close();
        event.close();
        assertThrows(IllegalStateException.class, event::signal);
        assertThrows(IllegalStateException.class, event::drain);
    }
}
