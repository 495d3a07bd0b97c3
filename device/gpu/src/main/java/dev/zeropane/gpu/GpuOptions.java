// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Display;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.gpu.protocol.VirtioGpu;
import java.util.List;

/// The options of a device.
///
/// @param outputs number of scanouts, 1 to 16
/// @param sizes the preferred mode of each scanout
/// @param copy never alias the backing: every transfer copies, as the specification says
/// @param maxHostMemory limit of the device's own memory for all resources, in bytes
/// @param displays show the scanouts
/// @param exporter makes dma-bufs of guest pages for displays that take them, on the device thread
public record GpuOptions(
        int outputs,
        ScreenSizes sizes,
        boolean copy,
        long maxHostMemory,
        List<Display> displays,
        Exporter exporter) {
    /// Default of `maxHostMemory`: 256 MiB.
    public static final long DEFAULT_MAX_HOST_MEMORY = 256L << 20;

    /// The limit of outputs of a virtio-gpu.
    public static final int MAX_OUTPUTS = VirtioGpu.VIRTIO_GPU_MAX_SCANOUTS;

    /// The limit of resources at a time. Linux uses a few dozen.
    static final int MAX_RESOURCES = 4096;

    /// The limit of pieces of all backings together, because each takes heap. It is enough for 32
    /// fully scattered 4K screens.
    static final int MAX_PIECES = 262_144;

    /// The largest width and height of a resource, in pixels.
    static final int MAX_EXTENT = 16384;

    /// @throws IllegalArgumentException if the number of outputs is not 1 to 16
    public GpuOptions {
        if (outputs < 1 || outputs > MAX_OUTPUTS) {
            throw new IllegalArgumentException(outputs + " outputs: 1 to 16 are possible");
        }
        displays = List.copyOf(displays);
    }
}
