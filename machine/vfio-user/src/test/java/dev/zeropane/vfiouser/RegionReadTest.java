// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `VFIO_USER_REGION_READ`.
final class RegionReadTest extends ServedTest {
    private int errorOfRead(int region, long offset, int count) {
        return client.errorOf(REGION_READ, access(region, offset, count));
    }

    @Test
    void wrongLength_isRefused() {
        wrongLengths(access(CONFIG, 0, 4))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(REGION_READ, bad)));
    }

    @Test
    void descriptor_isRefused_andClosed() {
        try (Fd fd = Memfd.create("useless", 1)) {
            assertEquals(Errno.EINVAL, client.errorOf(REGION_READ, access(CONFIG, 0, 4), fd));
            assertEquals(1, open("useless"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 8, 9, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void regionThatIsNotThere_isRefused(int region) {
        assertEquals(Errno.EINVAL, errorOfRead(region, 0, 1));
        assertEquals(Errno.EINVAL, errorOfRead(region, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4097, 8192, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -4096, -1})
    void countOfNoneOrTooMany_isRefused(int count) {
        for (int region : List.of(TestDevice.MEMORY, TestDevice.REGISTERS, CONFIG)) {
            assertEquals(Errno.EINVAL, errorOfRead(region, 0, count));
        }
    }

    @Test
    void readsPastTheEnd_areRefused() {
        long[][] sizes = {
            {TestDevice.MEMORY, TestDevice.MEMORY_SIZE},
            {TestDevice.REGISTERS, TestDevice.REGISTERS_SIZE},
            {CONFIG, 256}
        };
        for (long[] region : sizes) {
            int index = (int) region[0];
            long size = region[1];
            assertEquals(0, errorOfRead(index, size - 1, 1));
            assertEquals(Errno.EINVAL, errorOfRead(index, size - 1, 2));
            assertEquals(Errno.EINVAL, errorOfRead(index, size, 1));
            for (long limit : LIMITS) {
                for (int count : new int[] {1, 4, 255, 4096}) {
                    boolean within = limit >= 0 && limit <= size - count && count <= size;
                    assertEquals(within ? 0 : Errno.EINVAL, errorOfRead(index, limit, count));
                }
            }
        }
    }

    /// As QEMU reads it first.
    @Test
    void wholeConfigurationSpace_isReadAtOnce() {
        byte[] all = client.read(CONFIG, 0, 256);
        for (int i = 0; i < 256; i++) {
            assertEquals(all[i], (byte) client.readNumber(CONFIG, i, 1));
        }
        assertEquals(0x11111234, client.readNumber(CONFIG, 0, 4));
        assertEquals(0x40, client.readNumber(CONFIG, 0x34, 1));
        assertEquals(0x55040009, client.readNumber(CONFIG, 0x40, 4));
        assertEquals(0, client.readNumber(CONFIG, 0x3d, 1));
    }

    @Test
    void anyLengthAndAlignment_areRead() {
        byte[] data = new byte[4096];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7);
        }
        client.write(TestDevice.MEMORY, 4096 - 17, data);
        for (int length : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 16, 1000, 4095}) {
            byte[] expected = new byte[length];
            System.arraycopy(data, 1, expected, 0, length);
            assertArrayEquals(expected, client.read(TestDevice.MEMORY, 4096 - 16, length));
        }
    }

    @Test
    void whatADeviceLeavesAlone_readsAsZero() {
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) -1);
        client.write(TestDevice.MEMORY, 0, ones);
        assertArrayEquals(ones, client.read(TestDevice.MEMORY, 0, 64));
        long last = TestDevice.REGISTERS_SIZE - 64L;
        assertArrayEquals(new byte[64], client.read(TestDevice.REGISTERS, last, 64));
        assertEquals(0, client.readNumber(TestDevice.REGISTERS, last, 4));
    }

    @Test
    void readThatWantsNoReply_isDone() {
        client.post(REGION_READ, access(TestDevice.REGISTERS, TestDevice.READS, 1));
        client.post(REGION_READ, access(TestDevice.REGISTERS, -1, 1));
        assertEquals(2, client.readNumber(TestDevice.REGISTERS, TestDevice.READS, 1));
        assertFalse(client.socket().isReadable());
    }
}
