// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.globals;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// Which pixel formats a compositor takes as dma-bufs, and with which modifier. Immutable.
public final class DmaBufFormats {
    /// Row after row (`drm_fourcc.h`), the layout of guests' pictures.
    static final long DRM_FORMAT_MOD_LINEAR = 0;

    /// No modifier: the importer decides, and for this memory can only choose linear.
    public static final long DRM_FORMAT_MOD_INVALID = 0x00ff_ffff_ffff_ffffL;

    public static final DmaBufFormats NONE = new DmaBufFormats(Map.of());

    private final Map<PixelFormat, Long> modifiers;

    DmaBufFormats(Map<PixelFormat, Long> modifiers) {
        this.modifiers = Map.copyOf(modifiers);
    }

    /// Whether the compositor takes a screen of format `guest` as a dma-buf. Alpha is ignored, as
    /// screens are opaque.
    public boolean takes(PixelFormat guest) {
        return modifiers.containsKey(guest.opaque());
    }

    /// The modifier for the dma-buf.
    public OptionalLong modifier(PixelFormat guest) {
        Long modifier = modifiers.get(guest.opaque());
        return modifier == null ? OptionalLong.empty() : OptionalLong.of(modifier);
    }

    /// Collects what a compositor announces, pair by pair.
    public static final class Builder {
        private final Map<PixelFormat, Long> modifiers = new EnumMap<>(PixelFormat.class);

        /// Adds a pair if it is usable. The linear modifier is preferred to the invalid one.
        public void add(int fourcc, long modifier) {
            for (PixelFormat format : PixelFormat.values()) {
                if (format.fourcc() == fourcc) {
                    if (modifier == DRM_FORMAT_MOD_LINEAR) {
                        modifiers.put(format, modifier);
                    } else if (modifier == DRM_FORMAT_MOD_INVALID) {
                        modifiers.putIfAbsent(format, modifier);
                    }
                }
            }
        }

        public DmaBufFormats build() {
            return new DmaBufFormats(modifiers);
        }
    }
}
