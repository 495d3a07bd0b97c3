// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// `VFIO_USER_DEVICE_RESET`.
final class ResetTest extends ServedTest {
    @Test
    void payloadOrDescriptor_isRefused_andNothingIsReset() {
        for (int length : new int[] {1, 4, 16, 4096}) {
            assertEquals(Errno.EINVAL, client.errorOf(RESET, new byte[length]));
        }
        try (Fd fd = Memfd.create("useless", 1)) {
            assertEquals(Errno.EINVAL, client.errorOf(RESET, new byte[0], fd));
        }
        assertEquals(0, served.device().resets());
    }

    @Test
    void reset_isOfDeviceAndConfigurationSpace() {
        byte[] before = client.read(CONFIG, 0, 256);
        byte[] ones = new byte[256];
        Arrays.fill(ones, (byte) -1);
        client.write(CONFIG, 0, ones);
        client.writeNumber(TestDevice.REGISTERS, 0, 4, 5);
        client.reset();
        assertEquals(1, served.device().resets());
        assertArrayEquals(before, client.read(CONFIG, 0, 256));
        assertEquals(0, client.readNumber(TestDevice.REGISTERS, 0, 4));
        client.post(RESET, new byte[0]);
        assertEquals(0, client.readNumber(TestDevice.REGISTERS, 0, 4));
        assertEquals(2, served.device().resets());
    }
}
