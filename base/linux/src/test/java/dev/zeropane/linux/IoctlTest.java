// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IoctlTest {
    /// The numbers as kernels have them, beside what they are computed from.
    @ParameterizedTest
    @CsvSource({
        "write, UDMABUF_CREATE, u, 0x42, 24, 0x40187542",
        "write, UDMABUF_CREATE_LIST, u, 0x43, 8, 0x40087543",
        "write, DMA_BUF_IOCTL_SYNC, b, 0, 8, 0x40086200",
        "write, DMA_BUF_SET_NAME_A, b, 1, 4, 0x40046201",
        "write, DMA_BUF_SET_NAME_B, b, 1, 8, 0x40086201",
        "readWrite, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, b, 2, 8, 0xC0086202",
        "write, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, b, 3, 8, 0x40086203",
        "readWrite, SYNC_IOC_MERGE, >, 3, 48, 0xC0303E03",
        "readWrite, SYNC_IOC_FILE_INFO, >, 4, 56, 0xC0383E04",
        "readWrite, DMA_HEAP_IOCTL_ALLOC, H, 0, 24, 0xC0184800",
        "readWrite, DRM_IOCTL_VERSION, d, 0, 64, 0xC0406400",
        "write, DRM_IOCTL_GEM_CLOSE, d, 9, 8, 0x40086409",
        "readWrite, DRM_IOCTL_GET_CAP, d, 0x0c, 16, 0xC010640C",
        "readWrite, DRM_IOCTL_PRIME_HANDLE_TO_FD, d, 0x2d, 12, 0xC00C642D",
        "readWrite, DRM_IOCTL_PRIME_FD_TO_HANDLE, d, 0x2e, 12, 0xC00C642E",
        "readWrite, DRM_IOCTL_VGEM_FENCE_ATTACH, d, 0x41, 16, 0xC0106441",
        "write, DRM_IOCTL_VGEM_FENCE_SIGNAL, d, 0x42, 8, 0x40086442",
        "readWrite, DRM_IOCTL_VIRTGPU_RESOURCE_CREATE_BLOB, d, 0x4a, 56, 0xC038644A",
        "readWrite, DRM_IOCTL_MODE_GETRESOURCES, d, 0xa0, 64, 0xC04064A0",
        "readWrite, DRM_IOCTL_MODE_SETCRTC, d, 0xa2, 104, 0xC06864A2",
        "readWrite, DRM_IOCTL_MODE_GETCONNECTOR, d, 0xa7, 80, 0xC05064A7",
        "readWrite, DRM_IOCTL_MODE_RMFB, d, 0xaf, 4, 0xC00464AF",
        "readWrite, DRM_IOCTL_MODE_DIRTYFB, d, 0xb1, 24, 0xC01864B1",
        "readWrite, DRM_IOCTL_MODE_CREATE_DUMB, d, 0xb2, 32, 0xC02064B2",
        "readWrite, DRM_IOCTL_MODE_MAP_DUMB, d, 0xb3, 16, 0xC01064B3",
        "readWrite, DRM_IOCTL_MODE_DESTROY_DUMB, d, 0xb4, 4, 0xC00464B4",
        "readWrite, DRM_IOCTL_MODE_ADDFB2, d, 0xb8, 104, 0xC06864B8",
    })
    void number_computed_isTheKernels(
            String direction, String name, char type, String number, long size, String expected) {
        int code = Integer.decode(number);
        Ioctl ioctl =
                direction.equals("write")
                        ? Ioctl.write(name, type, code, size)
                        : Ioctl.readWrite(name, type, code, size);
        assertEquals(Long.decode(expected), ioctl.number());
    }

    @Test
    void call_fileThatKnowsNone_enottyNamingIt() {
        Ioctl ioctl = Ioctl.readWrite("SYNC_IOC_FILE_INFO", '>', 4, 56);
        try (Fd memfd = Memfd.create("ram", 4096);
                Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(56);
            LinuxException e =
                    assertThrows(LinuxException.class, () -> ioctl.call(memfd, argument));
            assertEquals(Errno.ENOTTY, e.errno());
            assertTrue(
                    e.getMessage().startsWith("ioctl(SYNC_IOC_FILE_INFO) on memfd \"ram\": ENOTTY"),
                    e.getMessage());
        }
    }

    @Test
    void putAndTakeFd_theNumberTravels() {
        try (Fd memfd = Memfd.create("ram", 4096);
                Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(12);
            Ioctl.putFd(argument, 4, memfd);
            assertEquals(memfd.number(), argument.get(ValueLayout.JAVA_INT, 4));
            try (Fd copy = memfd.dup()) {
                Ioctl.putFd(argument, 8, copy.take());
                try (Fd taken = Ioctl.takeFd(argument, 8, "taken")) {
                    assertEquals(memfd.id(), taken.id());
                    assertEquals("taken", taken.toString());
                }
            }
        }
    }
}
