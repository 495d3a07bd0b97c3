// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `VFIO_USER_REGION_WRITE`.
final class RegionWriteTest extends ServedTest {
    private static byte[] write(int region, long offset, int count, int dataLength) {
        return Payload.of()
                .bytes(access(region, offset, count))
                .bytes(new byte[dataLength])
                .build();
    }

    @Test
    void wrongLength_isRefused() {
        wrongLengths(write(TestDevice.REGISTERS, 0, 8, 8))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(REGION_WRITE, bad)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 4096, 4097, Integer.MAX_VALUE, Integer.MIN_VALUE, -4, -1})
    void countThatIsNotTheDatas_isRefused(int count) {
        byte[] bad = write(TestDevice.MEMORY, 0, count, 4);
        assertEquals(Errno.EINVAL, client.errorOf(REGION_WRITE, bad));
    }

    @Test
    void moreDataThanWasAgreed_endsTheConnection() {
        client.send(REGION_WRITE, write(TestDevice.MEMORY, 0, 4097, 4097));
        client.socket().awaitClosed();
        assertTrue(served.awaitFault().contains("announces a message of 4129 bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 8, 9, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void regionThatIsNotThere_isRefused(int region) {
        assertEquals(Errno.EINVAL, client.errorOf(REGION_WRITE, write(region, 0, 1, 1)));
    }

    @Test
    void writesPastTheEnd_areRefused() {
        for (long limit : LIMITS) {
            for (int count : new int[] {1, 4, 4096}) {
                boolean within = limit >= 0 && limit <= TestDevice.MEMORY_SIZE - count;
                byte[] payload = write(TestDevice.MEMORY, limit, count, count);
                assertEquals(within ? 0 : Errno.EINVAL, client.errorOf(REGION_WRITE, payload));
            }
        }
        long size = TestDevice.MEMORY_SIZE;
        byte[] last = write(TestDevice.MEMORY, size - 3, 4, 4);
        assertEquals(Errno.EINVAL, client.errorOf(REGION_WRITE, last));
        assertEquals(0, client.errorOf(REGION_WRITE, write(TestDevice.MEMORY, size - 4, 4, 4)));
    }

    @Test
    void descriptor_isRefused_andClosed() {
        try (Fd fd = Memfd.create("useless", 1)) {
            byte[] payload = writeRequest(TestDevice.REGISTERS, 0, new byte[] {1, 2, 3, 4});
            assertEquals(Errno.EINVAL, client.errorOf(REGION_WRITE, payload, fd));
            assertEquals(1, open("useless"));
            assertEquals(0, client.readNumber(TestDevice.REGISTERS, 0, 4));
        }
    }

    @Test
    void written_isReadBack() {
        byte[] data = new byte[4096];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 13);
        }
        for (int length : new int[] {1, 2, 3, 4, 7, 8, 9, 4096}) {
            byte[] some = Arrays.copyOf(data, length);
            client.write(TestDevice.MEMORY, 4096 + length, some);
            assertArrayEquals(some, client.read(TestDevice.MEMORY, 4096 + length, length));
        }
    }

    @Test
    void postedWrites_areDoneInTheirOrder_andNotAnswered() {
        for (int i = 0; i <= 1000; i++) {
            byte[] value = Payload.of(i).build();
            client.post(REGION_WRITE, writeRequest(TestDevice.REGISTERS, 16, value));
        }
        assertArrayEquals(Payload.of(1000).build(), client.read(TestDevice.REGISTERS, 16, 4));
        client.post(REGION_WRITE, write(TestDevice.REGISTERS, -1, 4, 4));
        assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
        assertFalse(client.socket().isReadable());
    }

    /// As firmware sizes BARs, were it not for QEMU, which does that itself.
    @Test
    void configurationSpace_isWritten() {
        client.writeNumber(CONFIG, 0x10, 4, 0xffffffffL);
        assertEquals(
                (-(long) TestDevice.MEMORY_SIZE | 8) & 0xffffffffL,
                client.readNumber(CONFIG, 0x10, 4));
        client.writeNumber(CONFIG, 0x04, 2, 0xffff);
        assertEquals(0x0406, client.readNumber(CONFIG, 0x04, 2));
        client.write(CONFIG, 0, new byte[256]);
        assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
        assertEquals(0x8, client.readNumber(CONFIG, 0x10, 4));
    }
}
