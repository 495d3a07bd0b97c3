// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Budget;
import dev.zeropane.vga.VgaOptions;
import java.util.List;
import java.util.function.Function;

/// How a VGA is served: [#builder] has what is usual.
///
/// @param videoMemory bytes: a power of two, from 1 MiB to 256 MiB
/// @param preferred the mode that the monitor says it likes best
/// @param displays where the screen is shown; closed with the service
/// @param maxPinned most bytes of video memory that dma-bufs may pin
/// @param exporter makes what makes dma-bufs, within that budget; closed with the service
public record VgaSettings(
        long videoMemory,
        Mode preferred,
        List<Display> displays,
        long maxPinned,
        Function<Budget, Exporter> exporter) {

    /// @throws IllegalArgumentException for a user to read, as of [VgaOptions]
    public VgaSettings {
        VgaOptions.check(videoMemory, preferred);
        displays = List.copyOf(displays);
    }

    /// A screen that is shown nowhere.
    public static Builder builder() {
        return new Builder();
    }

    /// The same, shown there.
    public VgaSettings withDisplays(List<Display> all) {
        return new VgaSettings(videoMemory, preferred, all, maxPinned, exporter);
    }

    /// Settings by their names, which are those of [VgaSettings].
    public static final class Builder {
        private long videoMemory = VgaOptions.DEFAULT_VIDEO_MEMORY;
        private Mode preferred = Mode.DEFAULT;
        private List<Display> displays = List.of();
        private long maxPinned = GpuOptions.DEFAULT_MAX_PINNED;
        private Function<Budget, Exporter> exporter = UdmabufExporter::new;

        private Builder() {}

        public Builder videoMemory(long bytes) {
            videoMemory = bytes;
            return this;
        }

        public Builder preferred(Mode mode) {
            preferred = mode;
            return this;
        }

        public Builder displays(List<Display> all) {
            displays = all;
            return this;
        }

        public Builder maxPinned(long bytes) {
            maxPinned = bytes;
            return this;
        }

        public Builder exporter(Function<Budget, Exporter> maker) {
            exporter = maker;
            return this;
        }

        /// @throws IllegalArgumentException for a user to read, as of [VgaOptions]
        public VgaSettings build() {
            return new VgaSettings(videoMemory, preferred, displays, maxPinned, exporter);
        }
    }
}
