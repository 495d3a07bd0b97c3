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

/// `VFIO_USER_DMA_UNMAP`.
final class DmaUnmapTest extends ServedTest {
    private static byte[] unmap(int argumentSize, int flags, long address, long size) {
        return Payload.of(argumentSize, flags).u64(address).u64(size).build();
    }

    @Test
    void wrongLength_isRefused() {
        wrongLengths(unmap(24, 0, 0, 4096))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(DMA_UNMAP, bad)));
    }

    @Test
    void badFields_areRefused() {
        byte[][] bad = {
            unmap(0, 0, 0, 4096),
            unmap(23, 0, 0, 4096),
            unmap(24, 1, 0, 4096),
            unmap(24, 3, 0, 4096),
            unmap(24, -1, 0, 4096),
            unmap(24, 0, 0, 0),
            unmap(24, 0, -1, 2),
            unmap(24, 0, Long.MAX_VALUE, Long.MIN_VALUE + 2),
        };
        for (byte[] payload : bad) {
            assertEquals(Errno.EINVAL, client.errorOf(DMA_UNMAP, payload));
        }
    }

    @Test
    void descriptor_isRefused_andClosed() {
        try (Fd fd = Memfd.create("guest ram", 4096)) {
            assertEquals(Errno.EINVAL, client.errorOf(DMA_UNMAP, unmap(24, 0, 0, 4096), fd));
            assertEquals(1, open("guest ram"));
        }
    }

    @Test
    void rangesNeverMapped_andAllOfThem_areEchoed() {
        byte[][] good = {
            unmap(24, 0, 0, 4096),
            unmap(24, 0, -4096, 4096),
            unmap(4096, 0, 0, -1),
            unmap(24, 2, 0, 0)
        };
        for (byte[] payload : good) {
            assertArrayEquals(payload, client.request(DMA_UNMAP, payload).payload());
        }
    }
}
