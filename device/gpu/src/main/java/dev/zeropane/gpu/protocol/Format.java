// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// `enum virtio_gpu_formats`. Their names list the bytes in memory order; DRM's names list them
/// from the most significant byte of a little-endian word, so the two have opposite orders.
public final class Format {
    public static final int VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM = 1;
    public static final int VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM = 2;
    public static final int VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM = 3;
    public static final int VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM = 4;
    public static final int VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM = 67;
    public static final int VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM = 68;
    public static final int VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM = 121;
    public static final int VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM = 134;

    private Format() {}

    /// The DRM format of a virtio-gpu format; empty if the number is not in the specification.
    public static Optional<PixelFormat> toDrm(int format) {
        return Optional.ofNullable(
                switch (format) {
                    case VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM -> PixelFormat.ARGB8888;
                    case VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM -> PixelFormat.XRGB8888;
                    case VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM -> PixelFormat.BGRA8888;
                    case VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM -> PixelFormat.BGRX8888;
                    case VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM -> PixelFormat.ABGR8888;
                    case VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM -> PixelFormat.RGBX8888;
                    case VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM -> PixelFormat.RGBA8888;
                    case VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM -> PixelFormat.XBGR8888;
                    default -> null;
                });
    }
}
