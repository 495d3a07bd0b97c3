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

/// The settings of a served VGA. [#builder] has the defaults.
///
/// @param videoMemory bytes: a power of two, from 1 MiB to 256 MiB
/// @param preferred the preferred mode of the monitor
/// @param displays show the screen; closed with the service
/// @param maxPinned limit of video memory pinned by dma-bufs, in bytes
/// @param exporter makes the exporter of dma-bufs, for a budget; it is closed with the service
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

    /// The defaults, without displays.
    public static Builder builder() {
        return new Builder();
    }

    /// The same settings with other displays.
    public VgaSettings withDisplays(List<Display> all) {
        return new VgaSettings(videoMemory, preferred, all, maxPinned, exporter);
    }

    /// Has a method for each component of [VgaSettings].
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
