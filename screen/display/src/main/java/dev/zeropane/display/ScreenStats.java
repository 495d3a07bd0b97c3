// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What a device and its displays did for one screen.
///
/// @param picture what is on it, if anything
/// @param counts what the device counts for it, by the names that docs/control-socket.md explains,
///   in the order in which people read them
/// @param displays what each display made of it
public record ScreenStats(
        Optional<Picture> picture, SequencedMap<String, Long> counts, List<OnDisplay> displays) {
    public ScreenStats {
        counts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(counts));
        displays = List.copyOf(displays);
    }

    /// What is on a screen.
    ///
    /// @param details what else the device says of it, by the names of docs/control-socket.md
    public record Picture(
            int width,
            int height,
            PixelFormat format,
            SequencedMap<String, String> details,
            Sharing sharing) {
        public Picture {
            details = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(details));
        }

        /// Of a device that says no more of it.
        public Picture(int width, int height, PixelFormat format, Sharing sharing) {
            this(width, height, format, new LinkedHashMap<>(), sharing);
        }
    }

    /// One display's part.
    public record OnDisplay(String display, SurfaceStats stats) {}

    /// @throws IllegalArgumentException if the device counts nothing of that name
    public long count(String name) {
        return Optional.ofNullable(counts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no count " + name));
    }
}
