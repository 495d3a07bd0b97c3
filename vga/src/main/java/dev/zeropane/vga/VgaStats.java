package dev.zeropane.vga;

import dev.zeropane.display.Sharing;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.List;
import java.util.Optional;

/// What was done for a screen.
///
/// @param picture what is on it, if anything
/// @param modeChanges pictures of another size or layout than the one before, or after none
/// @param flips pictures of the same layout in another place of video memory
/// @param changes times that something was found to have changed, for surfaces that read
/// @param frames times that surfaces which import were told to show the next picture
/// @param rowsCompared rows that were looked at to find changes
/// @param bytesCompared their bytes
/// @param bytesCopied bytes that had changed, and were copied to the mirror
/// @param displays what each display made of it
public record VgaStats(
        Optional<OnScreen> picture,
        long modeChanges,
        long flips,
        long changes,
        long frames,
        long rowsCompared,
        long bytesCompared,
        long bytesCopied,
        List<OnDisplay> displays) {
    /// What is on a screen.
    public record OnScreen(int width, int height, PixelFormat format, Sharing sharing) {}

    /// One display's part.
    public record OnDisplay(String display, SurfaceStats stats) {}
}
