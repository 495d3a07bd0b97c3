package dev.zeropane.gpu;

import dev.zeropane.display.Cursor;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/// Executes the commands of the cursor queue (VIRTIO 1.3 §5.7.6.10).
final class CursorPlane {
    private static final int EXTENT = 64;
    private static final long BYTES = (long) EXTENT * EXTENT * Integer.BYTES;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Renderer2d renderer;
    private final Scanouts scanouts;
    private final MemorySegment image = MemorySegment.ofArray(new int[EXTENT * EXTENT]);

    CursorPlane(Renderer2d renderer, Scanouts scanouts) {
        this.renderer = renderer;
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
        Optional<Scanout> scanout = scanouts.find(c.scanout());
        if (scanout.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        if (c.resource() == 0) {
            scanout.get().cursor(Cursor.HIDDEN);
            return GpuResponse.OK;
        }
        Optional<Resource> found = renderer.find(c.resource());
        if (found.isEmpty()) {
            return GpuResponse.INVALID_RESOURCE_ID;
        }
        Resource resource = found.get();
        if (resource.width() != EXTENT
                || resource.height() != EXTENT
                || Integer.compareUnsigned(c.hotX(), EXTENT) >= 0
                || Integer.compareUnsigned(c.hotY(), EXTENT) >= 0) {
            return GpuResponse.INVALID_PARAMETER;
        }
        if (scanout.get().hasSurfaces()) {
            scanout.get().newCursor(Cursor.of(pixels(resource), c.hotX(), c.hotY()));
            scanout.get().moveCursor(c.x(), c.y());
        }
        return GpuResponse.OK;
    }

    private int[] pixels(Resource resource) {
        resource.read(image, BYTES);
        int[] argb = new int[EXTENT * EXTENT];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = resource.format().toArgb(image.get(LE32, (long) Integer.BYTES * i));
        }
        return argb;
    }

    private GpuResponse move(GpuCommand.MoveCursor c) {
        Optional<Scanout> scanout = scanouts.find(c.scanout());
        if (scanout.isEmpty()) {
            return GpuResponse.INVALID_SCANOUT_ID;
        }
        scanout.get().moveCursor(c.x(), c.y());
        return GpuResponse.OK;
    }

    void reset() {
        for (int i = 0; scanouts.find(i).isPresent(); i++) {
            scanouts.find(i).get().cursor(Cursor.HIDDEN);
        }
    }
}
