// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.linux.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.StructLayout;

/// A card that draws nothing, but lets its user attach fences to a buffer as if it did
/// (`<drm/vgem_drm.h>`). A fence that nobody signals expires after 10 seconds.
final class Vgem implements AutoCloseable {
    private static final int VGEM_FENCE_WRITE = 1;

    private static final StructLayout DRM_VGEM_FENCE_ATTACH =
            structLayout(
                    JAVA_INT.withName("handle"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("out_fence"),
                    JAVA_INT.withName("pad"));
    private static final StructLayout DRM_VGEM_FENCE_SIGNAL =
            structLayout(JAVA_INT.withName("fence"), JAVA_INT.withName("flags"));

    private static final Ioctl FENCE_ATTACH =
            DrmDevice.request("VGEM_FENCE_ATTACH", 0x41, DRM_VGEM_FENCE_ATTACH);
    private static final Ioctl FENCE_SIGNAL =
            Ioctl.write(
                    "DRM_IOCTL_VGEM_FENCE_SIGNAL",
                    DrmDevice.DRM_IOCTL_BASE,
                    0x42,
                    DRM_VGEM_FENCE_SIGNAL.byteSize());

    private final DrmDevice device = DrmDevice.open("vgem");

    /// The card begins to read a buffer.
    Fence read(DmaBuf buffer) {
        return attach(buffer, 0);
    }

    /// The card begins to write to a buffer.
    Fence write(DmaBuf buffer) {
        return attach(buffer, VGEM_FENCE_WRITE);
    }

    private Fence attach(DmaBuf buffer, int flags) {
        int handle = device.importBuffer(buffer);
        try (Arena arena = Arena.ofConfined()) {
            Struct attach =
                    Struct.in(arena, DRM_VGEM_FENCE_ATTACH)
                            .set("handle", handle)
                            .set("flags", flags);
            device.call(FENCE_ATTACH, attach);
            return new Fence(attach.getInt("out_fence"));
        }
    }

    @Override
    public void close() {
        device.close();
    }

    /// The end of what the card does.
    final class Fence {
        private final int id;

        private Fence(int id) {
            this.id = id;
        }

        void signal() {
            try (Arena arena = Arena.ofConfined()) {
                device.call(FENCE_SIGNAL, Struct.in(arena, DRM_VGEM_FENCE_SIGNAL).set("fence", id));
            }
        }
    }
}
