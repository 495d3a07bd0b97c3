// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import org.junit.jupiter.api.Test;

/// `VFIO_USER_DMA_MAP`: guest RAM is offered, and nothing of it is kept.
final class DmaMapTest extends ServedTest {
    private static byte[] map(int argumentSize, int flags, long inFile, long address, long size) {
        return Payload.of(argumentSize, flags).u64(inFile).u64(address).u64(size).build();
    }

    private static byte[] map(long address, long size) {
        return map(32, 3, 0, address, size);
    }

    @Test
    void wrongLength_isRefused() {
        wrongLengths(map(0, 4096))
                .forEach(bad -> assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, bad)));
    }

    @Test
    void argumentSizeThatIsTooSmall_isRefused() {
        for (int size : new int[] {0, 1, 31}) {
            assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, map(size, 3, 0, 0, 4096)));
        }
    }

    @Test
    void unknownFlags_areRefused() {
        for (int flags : new int[] {4, 7, 0x80000000, -1}) {
            assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, map(32, flags, 0, 0, 4096)));
        }
    }

    @Test
    void rangesThatWrap_areRefused() {
        for (long start : LIMITS) {
            long oneTooMany = 1 - start;
            assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, map(start, oneTooMany)));
            byte[] inFile = map(32, 3, start, 0, oneTooMany);
            assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, inFile));
        }
        assertEquals(Errno.EINVAL, client.errorOf(DMA_MAP, map(4096, 0)));
    }

    @Test
    void rangesUpToTheLastByte_areAcknowledged() {
        for (long limit : LIMITS) {
            assertEquals(0, client.errorOf(DMA_MAP, map(limit, -limit)));
        }
        assertEquals(0, client.errorOf(DMA_MAP, map(0, -1)));
    }

    @Test
    void descriptorOfAnything_isNotTaken() {
        try (Fd ram = Memfd.create("guest ram", 4096);
                EventFd noRam = EventFd.create("no ram")) {
            assertEquals(0, client.errorOf(DMA_MAP, map(0, 1L << 40), ram));
            assertEquals(0, client.errorOf(DMA_MAP, map(0, 4096), noRam.fd()));
            assertEquals(1, open("guest ram"));
            client.post(DMA_MAP, map(0, 4096), ram);
            client.readNumber(CONFIG, 0, 4);
            assertEquals(1, open("guest ram"));
        }
    }

    @Test
    void overlappingAndRepeatedMaps_areAcknowledged() {
        try (Fd ram = Memfd.create("guest ram", 1 << 20)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(0, client.errorOf(DMA_MAP, map(0, 1 << 20), ram));
                assertEquals(0, client.errorOf(DMA_MAP, map(0xc0000, 0x4000)));
                assertEquals(0, client.errorOf(DMA_MAP, map(32, 1, 0, 0xc1000, 0x40000)));
            }
        }
    }

    /// As QEMU sends them.
    @Test
    void manyAtOnce_areAnsweredInTheirOrder() {
        int first = client.send(DMA_MAP, map(0, 4096));
        for (int i = 1; i < 200; i++) {
            client.send(DMA_MAP, map(i * 4096L, 4096));
        }
        for (int i = 0; i < 200; i++) {
            assertEquals((first + i) & 0xffff, client.socket().receive().id());
        }
    }
}
