// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static dev.zeropane.linux.struct.LittleEndian.LE32;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Executes the commands of the cursor queue (VIRTIO 1.3 §5.7.6.10), as QEMU's device does where
/// drivers count on that more than on the specification: pixels are ARGB in any format, MOVE_CURSOR
/// hides and shows, and no size and no hot spot is an error that would leave an old pointer.
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
            scanout.cursor(Cursor.HIDDEN);
        } else {
            Optional<Resource> resource = resources.find(c.resource());
            if (resource.isEmpty()) {
                return GpuResponse.INVALID_RESOURCE_ID;
            }
            if (!scanout.isUnseen()) {
                scanout.newCursor(picture(resource.get(), c.hotX(), c.hotY()));
            }
        }
        scanout.moveCursor(c.x(), c.y());
        return GpuResponse.OK;
    }

    /// What a resource shows, or of one that is too large what is around its hot spot.
    ///
    /// The words are ARGB in whatever format they are said to be: Linux makes its cursors in
    /// formats without alpha, and draws alpha.
    private CursorPicture picture(Resource resource, int hotX, int hotY) {
        int width = Math.min(resource.width(), SIDE);
        int height = Math.min(resource.height(), SIDE);
        int left = start(hotX, width, resource.width());
        int top = start(hotY, height, resource.height());
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            resource.read(resource.at(left, top + y), row, (long) width * Integer.BYTES);
            MemorySegment.copy(row, LE32, 0, argb, y * width, width);
        }
        return CursorPicture.of(
                width,
                height,
                argb,
                Math.clamp((long) hotX - left, 0, width - 1),
                Math.clamp((long) hotY - top, 0, height - 1));
    }

    /// Where a part that has the hot spot in its middle, or as near to it as can be, begins.
    private static int start(int hot, int part, int whole) {
        return Math.clamp((long) hot - part / 2, 0, whole - part);
    }

    /// Only the position counts to the letter. But drivers hide the pointer by this, and QEMU does.
    private GpuResponse move(GpuCommand.MoveCursor c) {
        Optional<Scanout> scanout = scanouts.find(c.scanout());
        if (scanout.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        if (c.resource() == 0) {
            scanout.get().cursor(Cursor.HIDDEN);
        } else {
            scanout.get().lastCursor();
        }
        scanout.get().moveCursor(c.x(), c.y());
        return GpuResponse.OK;
    }

    void reset() {
        scanouts.forEach(Scanout::noCursor);
    }
}
