// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.ScreenSizes;
import dev.zeropane.gpu.GpuOptions;
import java.util.Optional;

/// The settings of a served virtio-gpu. [#builder] has the defaults.
///
/// @param outputs number of screens
/// @param sizes of the screens; if empty, the VMM's user interface decides, or they are fixed
/// @param copy always copy pictures, never alias the guest's memory
/// @param maxHostMemory limit of host memory for the guest's resources, in bytes
/// @param vmm how the VMM's user interface gets the pictures, if it shows them, too
/// @param card the settings of every graphics card
public record GpuSettings(
        int outputs,
        Optional<ScreenSizes> sizes,
        boolean copy,
        long maxHostMemory,
        Optional<VmmPictures> vmm,
        CardSettings card) {

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
        same.vmm = vmm;
        return same.card(card);
    }

    /// Has a method for each component of [GpuSettings] and of [CardSettings].
    public static final class Builder extends CardSettings.Builder<Builder> {
        private int outputs = 1;
        private Optional<ScreenSizes> sizes = Optional.empty();
        private boolean copy;
        private long maxHostMemory = GpuOptions.DEFAULT_MAX_HOST_MEMORY;
        private Optional<VmmPictures> vmm = Optional.empty();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

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

        public Builder vmm(Optional<VmmPictures> pictures) {
            vmm = pictures;
            return this;
        }

        public GpuSettings build() {
            return new GpuSettings(outputs, sizes, copy, maxHostMemory, vmm, card());
        }
    }
}
