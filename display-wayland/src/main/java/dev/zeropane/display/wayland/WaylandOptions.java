package dev.zeropane.display.wayland;

import java.nio.file.Path;

/// How screens are shown.
///
/// @param socket where the compositor listens
/// @param title of the windows
/// @param scale how large the picture is in its window
/// @param dmaBufs whether the compositor gets dma-bufs if it takes any; else pixels are copied for
///   it
public record WaylandOptions(Path socket, String title, Scale scale, boolean dmaBufs) {
    /// How large a picture is.
    public enum Scale {
        /// A pixel of the guest is a pixel of the screen, as long as the window has room for all of
        /// them.
        ONE_TO_ONE,
        /// As large as the window has room for, in the picture's own proportions.
        FIT
    }
}
