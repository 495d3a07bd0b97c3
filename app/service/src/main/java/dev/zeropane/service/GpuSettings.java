// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.gpu.GpuOptions;
import dev.zeropane.linux.Budget;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The settings of a served virtio-gpu. [#builder] has the defaults.
///
/// @param outputs number of screens
/// @param sizes of the screens; if empty, the VMM's user interface decides, or they are fixed
/// @param copy always copy pictures, never alias the guest's memory
/// @param maxHostMemory limit of host memory for the guest's resources, in bytes
/// @param displays show the screens; closed with the service
/// @param vmm how the VMM's user interface gets the pictures, if it shows them, too
/// @param maxPinned limit of guest memory pinned by dma-bufs, in bytes
/// @param exporter makes the exporter of dma-bufs, for a budget; it is closed with the service
public record GpuSettings(
        int outputs,
        Optional<ScreenSizes> sizes,
        boolean copy,
        long maxHostMemory,
        List<Display> displays,
        Optional<VmmPictures> vmm,
        long maxPinned,
        Function<Budget, Exporter> exporter) {

    public GpuSettings {
        displays = List.copyOf(displays);
    }

    /// The defaults: one screen of the default size, without displays.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with these settings.
    public Builder toBuilder() {
        Builder same = new Builder();
        same.outputs = outputs;
        same.sizes = sizes;
        same.copy = copy;
        same.maxHostMemory = maxHostMemory;
        same.displays = displays;
        same.vmm = vmm;
        same.maxPinned = maxPinned;
        same.exporter = exporter;
        return same;
    }

    /// Has a method for each component of [GpuSettings].
    public static final class Builder {
        private int outputs = 1;
        private Optional<ScreenSizes> sizes = Optional.empty();
        private boolean copy;
        private long maxHostMemory = GpuOptions.DEFAULT_MAX_HOST_MEMORY;
        private List<Display> displays = List.of();
        private Optional<VmmPictures> vmm = Optional.empty();
        private long maxPinned = GpuOptions.DEFAULT_MAX_PINNED;
        private Function<Budget, Exporter> exporter = UdmabufExporter::new;

        private Builder() {}

        public Builder outputs(int number) {
            outputs = number;
            return this;
        }

        public Builder sizes(Optional<ScreenSizes> of) {
            sizes = of;
            return this;
        }

        public Builder copy(boolean always) {
            copy = always;
            return this;
        }

        public Builder maxHostMemory(long bytes) {
            maxHostMemory = bytes;
            return this;
        }

        public Builder displays(List<Display> all) {
            displays = all;
            return this;
        }

        public Builder vmm(Optional<VmmPictures> pictures) {
            vmm = pictures;
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

        public GpuSettings build() {
            return new GpuSettings(
                    outputs, sizes, copy, maxHostMemory, displays, vmm, maxPinned, exporter);
        }
    }
}
