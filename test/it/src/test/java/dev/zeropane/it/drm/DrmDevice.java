// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A graphics card of the kernel, and the dma-bufs it has imported (`<drm/drm.h>`). Owns its
/// descriptor, and with it all handles.
final class DrmDevice implements AutoCloseable {
    /// The type of all requests to such devices.
    static final int DRM_IOCTL_BASE = 'd';

    private static final Path CARDS = Path.of("/dev/dri");
    private static final int MAX_NAME = 32;
    private static final int DRM_CLOEXEC = 0x80000;
    private static final int DRM_RDWR = 2;

    private static final StructLayout DRM_VERSION =
            structLayout(
                    JAVA_INT.withName("version_major"),
                    JAVA_INT.withName("version_minor"),
                    JAVA_INT.withName("version_patchlevel"),
                    paddingLayout(4),
                    JAVA_LONG.withName("name_len"),
                    ADDRESS.withName("name"),
                    JAVA_LONG.withName("date_len"),
                    ADDRESS.withName("date"),
                    JAVA_LONG.withName("desc_len"),
                    ADDRESS.withName("desc"));
    private static final StructLayout DRM_PRIME_HANDLE =
            structLayout(
                    JAVA_INT.withName("handle"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("fd"));
    private static final StructLayout DRM_GEM_CLOSE =
            structLayout(JAVA_INT.withName("handle"), JAVA_INT.withName("pad"));

    private static final Ioctl DRM_IOCTL_VERSION = request("VERSION", 0x00, DRM_VERSION);
    private static final Ioctl DRM_IOCTL_GEM_CLOSE =
            Ioctl.write("DRM_IOCTL_GEM_CLOSE", DRM_IOCTL_BASE, 0x09, DRM_GEM_CLOSE.byteSize());
    private static final Ioctl DRM_IOCTL_PRIME_HANDLE_TO_FD =
            request("PRIME_HANDLE_TO_FD", 0x2d, DRM_PRIME_HANDLE);
    private static final Ioctl DRM_IOCTL_PRIME_FD_TO_HANDLE =
            request("PRIME_FD_TO_HANDLE", 0x2e, DRM_PRIME_HANDLE);

    private final Fd fd;

    private DrmDevice(Fd fd) {
        this.fd = fd;
    }

    static Ioctl request(String name, int number, StructLayout argument) {
        return Ioctl.readWrite("DRM_IOCTL_" + name, DRM_IOCTL_BASE, number, argument.byteSize());
    }

    /// Opens the card of a driver whose name begins so: cirrus is "cirrus-qemu" in newer kernels.
    static DrmDevice open(String driver) {
        try (DirectoryStream<Path> cards = Files.newDirectoryStream(CARDS, "card*")) {
            for (Path card : cards) {
                DrmDevice device = new DrmDevice(Fd.open(card, Mapping.Access.READ_WRITE));
                if (device.driver().startsWith(driver)) {
                    return device;
                }
                device.close();
            }
            throw new AssertionError("no card of driver " + driver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the driver calls itself.
    String driver() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(MAX_NAME);
            Struct version =
                    Struct.in(arena, DRM_VERSION).set("name_len", MAX_NAME).set("name", name);
            call(DRM_IOCTL_VERSION, version);
            byte[] bytes = name.asSlice(0, version.getLong("name_len")).toArray(JAVA_BYTE);
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }

    /// Makes a dma-buf one of the card's own buffers.
    ///
    /// @return its handle
    int importBuffer(DmaBuf buffer) {
        try (Arena arena = Arena.ofConfined()) {
            Struct prime = Struct.in(arena, DRM_PRIME_HANDLE);
            Ioctl.putFd(prime.memory(), prime.offset("fd"), buffer.fd());
            call(DRM_IOCTL_PRIME_FD_TO_HANDLE, prime);
            return prime.getInt("handle");
        }
    }

    /// Makes a buffer of the card a dma-buf.
    DmaBuf exportBuffer(int handle) {
        try (Arena arena = Arena.ofConfined()) {
            Struct prime =
                    Struct.in(arena, DRM_PRIME_HANDLE)
                            .set("handle", handle)
                            .set("flags", DRM_CLOEXEC | DRM_RDWR);
            call(DRM_IOCTL_PRIME_HANDLE_TO_FD, prime);
            return DmaBuf.adopt(
                    Ioctl.takeFd(prime.memory(), prime.offset("fd"), "handle " + handle));
        }
    }

    void closeBuffer(int handle) {
        try (Arena arena = Arena.ofConfined()) {
            call(DRM_IOCTL_GEM_CLOSE, Struct.in(arena, DRM_GEM_CLOSE).set("handle", handle));
        }
    }

    void call(Ioctl request, Struct argument) {
        int _ = request.call(fd, argument.memory());
    }

    @Override
    public void close() {
        fd.close();
    }
}
