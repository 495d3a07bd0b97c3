// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.VirtioGpu;
import java.lang.foreign.MemorySegment;

/// A screen that a VNC server shows, and the driver that draws on it.
public final class VncServer {
    private final GpuDriver driver;
    private final Framebuffer buffer;
    private final MemorySegment memory;
    private final int port;
    private final long pid;

    /// @param port where viewers find it
    /// @param pid of the process that serves it
    public VncServer(GpuDriver driver, GuestRam ram, int port, long pid) {
        this.driver = driver;
        this.port = port;
        this.pid = pid;
        buffer =
                Framebuffer.create(
                        driver,
                        ram,
                        1,
                        VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                        Drawing.WIDTH,
                        Drawing.HEIGHT,
                        false);
        GpuDriver.Entry place = buffer.entries().getFirst();
        memory = ram.at(place.gpa(), place.length());
        buffer.show(0);
    }

    /// Stores what has changed in the guest's memory.
    void store(Drawing drawing, Rect changed) {
        MemorySegment pixels = MemorySegment.ofArray(drawing.pixels());
        for (int y = changed.y(); y < changed.y() + changed.height(); y++) {
            long at = Integer.BYTES * ((long) y * Drawing.WIDTH + changed.x());
            MemorySegment.copy(pixels, at, memory, at, (long) Integer.BYTES * changed.width());
        }
    }

    /// Says that it has changed.
    void flush(Rect changed) {
        driver.transferAndFlush(buffer.resourceId(), changed, buffer.offset(changed));
    }

    Rect bounds() {
        return buffer.bounds();
    }

    public int port() {
        return port;
    }

    public long pid() {
        return pid;
    }
}
