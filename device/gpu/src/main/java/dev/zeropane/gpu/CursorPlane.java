// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static dev.zeropane.linux.struct.LittleEndian.LE32;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Executes the commands of the cursor queue (VIRTIO 1.3 §5.7.6.10). Where drivers rely on QEMU's
/// device rather than on the specification, it does as QEMU: pixels are ARGB in any format,
/// MOVE_CURSOR hides and shows the pointer, and every size and hot spot is accepted.
final class CursorPlane {
    private static final int SIDE = CursorPicture.MAX_SIDE;

    private final ResourceTable resources;
    private final Scanouts scanouts;
    private final MemorySegment row = MemorySegment.ofArray(new int[SIDE]);

    CursorPlane(ResourceTable resources, Scanouts scanouts) {
        this.resources = resources;
        this.scanouts = scanouts;
    }

    GpuResponse execute(GpuCommand command) {
        return switch (command) {
            case GpuCommand.UpdateCursor c -> update(c);
            case GpuCommand.MoveCursor c -> move(c);
            default -> GpuResponse.UNSPEC;
        };
    }

    private GpuResponse update(GpuCommand.UpdateCursor c) {
        Optional<Scanout> found = scanouts.find(c.scanout());
        if (found.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        Scanout scanout = found.get();
        if (c.resource() == 0) {
            scanout.setCursor(Cursor.HIDDEN);
        } else {
            Optional<Resource> resource = resources.find(c.resource());
            if (resource.isEmpty()) {
                return GpuResponse.INVALID_RESOURCE_ID;
            }
            // Also without surfaces: one that is added later is told.
            scanout.setCursorPicture(picture(resource.get(), c.hotX(), c.hotY()));
        }
        scanout.moveCursor(c.x(), c.y());
        return GpuResponse.OK;
    }

    /// The picture of a resource; of one that is too large the part around its hot spot.
    ///
    /// The words are ARGB in every format: Linux makes its cursors in formats without alpha, and
    /// draws alpha.
    private CursorPicture picture(Resource resource, int hotX, int hotY) {
        int width = Math.min(resource.width(), SIDE);
        int height = Math.min(resource.height(), SIDE);
        int left = start(hotX, width, resource.width());
        int top = start(hotY, height, resource.height());
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            resource.read(resource.offsetOf(left, top + y), row, (long) width * Integer.BYTES);
            MemorySegment.copy(row, LE32, 0, argb, y * width, width);
        }
        return CursorPicture.of(
                width,
                height,
                argb,
                Math.clamp((long) hotX - left, 0, width - 1),
                Math.clamp((long) hotY - top, 0, height - 1));
    }

    /// The start of a part with the hot spot as close to its middle as possible.
    private static int start(int hot, int part, int whole) {
        return Math.clamp((long) hot - part / 2, 0, whole - part);
    }

    /// In the specification only the position counts. But drivers hide the pointer by resource 0,
    /// as QEMU allows.
    private GpuResponse move(GpuCommand.MoveCursor c) {
        Optional<Scanout> scanout = scanouts.find(c.scanout());
        if (scanout.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        if (c.resource() == 0) {
            scanout.get().setCursor(Cursor.HIDDEN);
        } else {
            scanout.get().showCursor();
        }
        scanout.get().moveCursor(c.x(), c.y());
        return GpuResponse.OK;
    }

    void reset() {
        scanouts.forEach(Scanout::clearCursor);
    }
}
