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
/// @param picture what is on the screen, unless it is off
/// @param counts the device's counters for the screen, by their names in docs/control-socket.md, in
///   the order in which people read them
/// @param displays statistics of each display
public record ScreenStats(
        Optional<Picture> picture, SequencedMap<String, Long> counts, List<OnDisplay> displays) {
    public ScreenStats {
        counts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(counts));
        displays = List.copyOf(displays);
    }

    /// What is on a screen.
    ///
    /// @param details what else the device reports of it, by the names in docs/control-socket.md
    public record Picture(
            int width,
            int height,
            PixelFormat format,
            SequencedMap<String, String> details,
            Sharing sharing) {
        public Picture {
            details = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(details));
        }

        /// A picture without details.
        public Picture(Frame frame, Sharing sharing) {
            this(frame.width(), frame.height(), frame.format(), new LinkedHashMap<>(), sharing);
        }
    }

    /// One display's part.
    public record OnDisplay(String display, SurfaceStats stats) {}

    /// @throws IllegalArgumentException if the device has no counter of that name
    public long count(String name) {
        return Optional.ofNullable(counts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no count " + name));
    }
}
