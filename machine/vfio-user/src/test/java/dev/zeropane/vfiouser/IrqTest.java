// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.EventFd;
import dev.zeropane.testkit.vfiouser.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `VFIO_USER_DEVICE_GET_IRQ_INFO` and `VFIO_USER_DEVICE_SET_IRQS`, of a device without interrupts.
final class IrqTest extends ServedTest {
    private static final int NONE = 1;
    private static final int BOOL = 2;
    private static final int EVENTFD = 4;
    private static final int MASK = 8;
    private static final int UNMASK = 16;
    private static final int TRIGGER = 32;

    private static byte[] info(int room, int index) {
        return Payload.of(room, 0, index, 0).build();
    }

    private static byte[] set(int flags, int index, int start, int count) {
        return Payload.of(20, flags, index, start, count).build();
    }

    @Test
    void info_ofWrongLengthOrRoom_isRefused() {
        wrongLengths(info(16, 0))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(GET_IRQ_INFO, bad)));
        assertEquals(Errno.EINVAL, client.errorOf(GET_IRQ_INFO, info(15, 0)));
    }

    /// Of errors (3) and requests (4), QEMU takes an error for a no.
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void info_ofOtherKinds_isRefused(int index) {
        assertEquals(Errno.EINVAL, client.errorOf(GET_IRQ_INFO, info(16, index)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void info_saysThatThereAreNone(int index) {
        assertArrayEquals(
                Payload.of(16, 0, index, 0).build(),
                client.request(GET_IRQ_INFO, info(16, index)).payload());
    }

    @Test
    void set_ofWrongLength_isRefused() {
        wrongLengths(set(NONE | TRIGGER, 0, 0, 0))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, bad)));
        byte[] small = Payload.of(19, NONE | TRIGGER, 0, 0, 0).build();
        assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, small));
    }

    @Test
    void set_ofInterruptsThatAreNotThere_isRefused() {
        for (int value : new int[] {1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, set(NONE | TRIGGER, 0, 0, value)));
            assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, set(NONE | TRIGGER, 0, value, 0)));
            boolean known = value == 1 || value == 2;
            byte[] kind = set(NONE | TRIGGER, value, 0, 0);
            assertEquals(known ? 0 : Errno.EINVAL, client.errorOf(SET_IRQS, kind));
        }
    }

    @Test
    void set_ofOtherFlags_isRefused() {
        int[] bad = {
            0,
            NONE,
            TRIGGER,
            BOOL | TRIGGER,
            EVENTFD | TRIGGER,
            NONE | BOOL | TRIGGER,
            NONE | MASK | UNMASK,
            NONE | 64,
            NONE | TRIGGER | 64,
            -1
        };
        for (int flags : bad) {
            assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, set(flags, 0, 0, 0)));
        }
    }

    @Test
    void set_withDescriptors_isRefused_andTheyAreClosed() {
        try (EventFd fd = EventFd.create("interrupt")) {
            long before = open("eventfd");
            byte[] one = set(EVENTFD | TRIGGER, 1, 0, 1);
            assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, one, fd.fd()));
            byte[] none = set(NONE | TRIGGER, 0, 0, 0);
            assertEquals(Errno.EINVAL, client.errorOf(SET_IRQS, none, fd.fd(), fd.fd()));
            assertEquals(before, open("eventfd"));
        }
    }

    @Test
    void disablingAll_isNoError() {
        for (int index = 0; index < 3; index++) {
            for (int action : new int[] {MASK, UNMASK, TRIGGER}) {
                assertEquals(0, client.errorOf(SET_IRQS, set(NONE | action, index, 0, 0)));
            }
        }
    }
}
