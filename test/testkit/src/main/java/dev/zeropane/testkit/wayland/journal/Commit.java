// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.journal;

import java.util.List;
import java.util.Optional;

/// A `wl_surface.commit` as it came.
///
/// @param nanoTime when it was received, in [System#nanoTime]
/// @param surface the surface's id
/// @param attachesNone whether the surface is to show nothing any more
/// @param damage in the surface's coordinates
/// @param bufferDamage in the buffer's
/// @param frames how many frame callbacks were asked for
public record Commit(
        long nanoTime,
        int surface,
        Optional<Attached> attached,
        boolean attachesNone,
        List<Rect> damage,
        List<Rect> bufferDamage,
        int frames) {
    /// A buffer.
    ///
    /// @param id the `wl_buffer`'s
    /// @param format a DRM code
    public record Attached(
            int id, boolean dmabuf, int width, int height, int stride, int offset, int format) {}
}
