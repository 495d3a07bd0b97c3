// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that no server answers, and those that this one does not offer.
final class OtherCommandTest extends ServedTest {
    private static final int REGION_WRITE_MULTI = 15;

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 11, 12, 14, REGION_WRITE_MULTI, 16, 17, 18, 19, 255, 0x7fff, 0xffff})
    void unknownCommand_isAnsweredAsSuch(int command) {
        for (int length : new int[] {0, 1, 16, 4096}) {
            assertEquals(Errno.ENOSYS, client.errorOf(command, new byte[length]));
        }
        try (Fd fd = Memfd.create("useless", 1)) {
            assertEquals(Errno.ENOSYS, client.errorOf(command, new byte[4], fd));
            assertEquals(1, open("useless"));
        }
        assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
    }

    @Test
    void severalWritesAtOnce_whichWereNotNegotiated_areNotDone() {
        byte[] two =
                Payload.of()
                        .u64(1)
                        .u64(0)
                        .u32(TestDevice.REGISTERS)
                        .u32(4)
                        .u64(0x1111111111111111L)
                        .build();
        client.post(REGION_WRITE_MULTI, two);
        assertEquals(0, client.readNumber(TestDevice.REGISTERS, 0, 4));
        assertFalse(client.socket().isReadable());
    }
}
