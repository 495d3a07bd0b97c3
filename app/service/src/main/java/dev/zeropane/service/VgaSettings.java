// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.display.Display;
import dev.zeropane.display.Mode;
import dev.zeropane.vga.VgaOptions;
import java.util.List;

/// The settings of a served VGA. [#builder] has the defaults.
///
/// @param videoMemory bytes: a power of two, from 1 MiB to 256 MiB
/// @param preferred the preferred mode of the monitor
/// @param card the settings of every graphics card
public record VgaSettings(long videoMemory, Mode preferred, CardSettings card) {

    /// @throws IllegalArgumentException for a user to read, as of [VgaOptions]
    public VgaSettings {
        VgaOptions.check(videoMemory, preferred);
    }

    /// The defaults, without displays.
    public static Builder builder() {
        return new Builder();
    }

    /// The same settings with other displays.
    public VgaSettings withDisplays(List<Display> all) {
        return new VgaSettings(videoMemory, preferred, card.withDisplays(all));
    }

    /// Has a method for each component of [VgaSettings] and of [CardSettings].
    public static final class Builder extends CardSettings.Builder<Builder> {
        private long videoMemory = VgaOptions.DEFAULT_VIDEO_MEMORY;
        private Mode preferred = Mode.DEFAULT;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        public Builder videoMemory(long bytes) {
            videoMemory = bytes;
            return this;
        }

        public Builder preferred(Mode mode) {
            preferred = mode;
            return this;
        }

        /// @throws IllegalArgumentException for a user to read, as of [VgaOptions]
        public VgaSettings build() {
            return new VgaSettings(videoMemory, preferred, card());
        }
    }
}
