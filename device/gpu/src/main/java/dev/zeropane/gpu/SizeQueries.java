// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.display.edid.Edid;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import java.util.stream.IntStream;

/// What the guest is told of the sizes of its screens (VIRTIO 1.3 §5.7.6.8).
final class SizeQueries {
    private final int outputs;
    private final ScreenSizes sizes;

    SizeQueries(int outputs, ScreenSizes sizes) {
        this.outputs = outputs;
        this.sizes = sizes;
    }

    GpuResponse answer(GpuCommand.SizeQuery query) {
        return switch (query) {
            case GpuCommand.GetDisplayInfo _ -> displayInfo();
            case GpuCommand.GetEdid c -> edid(c.scanout());
        };
    }

    private GpuResponse displayInfo() {
        return new GpuResponse.DisplayInfo(
                IntStream.range(0, outputs).mapToObj(sizes::of).toList());
    }

    /// A disabled scanout has a monitor, too.
    private GpuResponse edid(int scanout) {
        if (scanout < 0 || scanout >= outputs) {
            return GpuResponse.INVALID_PARAMETER;
        }
        Mode preferred = sizes.of(scanout).orElse(Mode.DEFAULT);
        return new GpuResponse.Edid(
                sizes.areLargest()
                        ? Edid.noLargerThan(preferred, scanout)
                        : Edid.of(preferred, scanout));
    }
}
