// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import org.junit.jupiter.api.Test;

/// `VFIO_USER_DEVICE_GET_INFO`.
final class GetInfoTest extends ServedTest {
    @Test
    void wrongLengthOrRoom_isRefused() {
        wrongLengths(Payload.of(16, 0, 0, 0).build())
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(GET_INFO, bad)));
        assertEquals(Errno.EINVAL, client.errorOf(GET_INFO, Payload.of(15, 0, 0, 0).build()));
        assertEquals(Errno.EINVAL, client.errorOf(GET_INFO, Payload.of(0, 0, 0, 0).build()));
        try (Fd fd = Memfd.create("useless", 1)) {
            byte[] good = Payload.of(16, 0, 0, 0).build();
            assertEquals(Errno.EINVAL, client.errorOf(GET_INFO, good, fd));
        }
    }

    @Test
    void device_isAPciFunctionThatCanBeReset() {
        byte[] expected = Payload.of(16, 1 | 2, 8, 3).build();
        assertArrayEquals(
                expected, client.request(GET_INFO, Payload.of(16, 0, 0, 0).build()).payload());
        assertArrayEquals(
                expected, client.request(GET_INFO, Payload.of(-1, 0, 0, 0).build()).payload());
    }
}
