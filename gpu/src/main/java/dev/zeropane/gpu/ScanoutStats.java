// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.Sharing;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.List;
import java.util.Optional;

/// What was done for one screen.
///
/// A display that was there from the start has been given `flips + refreshes + flushes` updates:
/// that is what it has shown and dropped, one that it may be delivering, and one that may wait.
///
/// @param picture what is on it, if anything
/// @param flips SET_SCANOUTs that changed what is shown
/// @param refreshes the same picture shown anew: SET_SCANOUT again, or its storage moved
/// @param flushes RESOURCE_FLUSHes that hit what is shown
/// @param transfers TRANSFER_TO_HOST_2Ds into resources of this screen: of those it shows, and of
///   those it showed next. One that several screens show counts for the first of them
/// @param bytesCopied bytes the device copied for that
/// @param cursors pictures of the pointer, each of which was copied
/// @param displays what each display made of it
public record ScanoutStats(
        Optional<Picture> picture,
        long flips,
        long refreshes,
        long flushes,
        long transfers,
        long bytesCopied,
        long cursors,
        List<OnDisplay> displays) {
    /// What is on a screen.
    public record Picture(
            int width, int height, PixelFormat format, Storage storage, Sharing sharing) {}

    /// One display's part.
    public record OnDisplay(String display, SurfaceStats stats) {}
}
