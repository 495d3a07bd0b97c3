// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.linux.raw.Libc;
import org.junit.jupiter.api.Test;

/// Ownership of a descriptor.
final class FdTest {
    private static final int F_GETFD = 1;

    @Test
    void dup_originalClosed_copyStillOpen() {
        Fd original = Memfd.create("original", 4096);
        try (Fd copy = original.dup()) {
            assertNotEquals(original.number(), copy.number());
            original.close();
            assertEquals(4096, copy.size());
        }
    }

    @Test
    void dup_copy_isCloseOnExec() {
        try (Fd original = Memfd.create("original", 4096);
                Fd copy = original.dup()) {
            assertEquals(1, Libc.fcntl(original.number(), F_GETFD, 0));
            assertEquals(1, Libc.fcntl(copy.number(), F_GETFD, 0));
        }
    }

    @Test
    void take_given_newOwnerSameNumber() {
        Fd giver = Memfd.create("given", 4096);
        int number = giver.number();
        try (Fd taker = giver.take()) {
            assertFalse(giver.isOpen());
            assertEquals(number, taker.number());
            giver.close();
            assertEquals(4096, taker.size());
            assertThrows(IllegalStateException.class, giver::take);
        }
    }

    @Test
    void close_twice_closesOnlyOnce() {
        Fd first = Memfd.create("first", 4096);
        int number = first.number();
        first.close();
        // The kernel gives the lowest free number: the second close must not hit the new owner.
        try (Fd second = Memfd.create("second", 8192)) {
            first.close();
            assertEquals(8192, second.size(), "number was " + number);
        }
    }

    @Test
    void use_afterClose_illegalStateNamingIt() {
        Fd fd = Memfd.create("used", 4096);
        fd.close();
        assertFalse(fd.isOpen());
        assertEquals(
                "memfd \"used\" is closed",
                assertThrows(IllegalStateException.class, fd::size).getMessage());
        assertThrows(IllegalStateException.class, fd::dup);
        assertThrows(IllegalStateException.class, fd::id);
        assertThrows(IllegalStateException.class, fd::seals);
        assertThrows(IllegalStateException.class, fd::mappingUnit);
        assertThrows(IllegalStateException.class, () -> fd.truncate(1));
    }

    @Test
    void inherited_numberNotOpen_messageNamesIt() {
        LinuxException e = assertThrows(LinuxException.class, () -> Fd.inherited(1_000_000));
        assertEquals(
                "fcntl(F_GETFD) on inherited fd 1000000: EBADF (bad file descriptor)",
                e.getMessage());
        assertThrows(LinuxException.class, () -> Fd.inherited(-1));
    }

    @Test
    void inherited_openNumber_ownedAndCloseOnExec() {
        try (Fd original = Memfd.create("inherited", 4096)) {
            int number = Libc.fcntl(original.number(), 0, 0); // F_DUPFD: not close-on-exec
            assertEquals(0, Libc.fcntl(number, F_GETFD, 0));
            try (Fd inherited = Fd.inherited(number)) {
                assertEquals(1, Libc.fcntl(number, F_GETFD, 0));
                assertEquals(original.id(), inherited.id());
            }
            assertEquals(-Errno.EBADF, Libc.fcntl(number, F_GETFD, 0));
        }
    }

    @Test
    void id_sameFileByDup_equal() {
        try (Fd a = Memfd.create("same name", 4096);
                Fd b = Memfd.create("same name", 4096);
                Fd copy = a.dup()) {
            assertEquals(a.id(), copy.id());
            assertNotEquals(a.id(), b.id());
        }
    }

    @Test
    void close_many_noneLeaks() {
        for (int i = 0; i < 100; i++) {
            Fd fd = Memfd.create("one of many", 4096);
            fd.dup().close();
            fd.take().close();
        }
    }
}
