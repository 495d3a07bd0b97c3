// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.wayland.geometry.Layout;
import java.nio.file.Path;

/// Options of a Wayland display.
///
/// @param socket where the compositor listens
/// @param title of the windows
/// @param scale how large the picture is in its window
/// @param dmaBufs whether the compositor gets dma-bufs if it takes them; otherwise pixels are
///   copied
/// @param input takes the input of the windows, on the display's thread; [InputSink#NONE] for
///   windows without input
/// @param sizes takes the sizes that windows get, on the display's thread; used only with
///   [Scale#ONE_TO_ONE]
public record WaylandOptions(
        Path socket,
        String title,
        Scale scale,
        boolean dmaBufs,
        InputSink input,
        SizeWishes sizes) {
    /// How large a picture is.
    public enum Scale {
        /// A pixel of the guest is a pixel of the screen, if the whole picture fits the window.
        ONE_TO_ONE,
        /// As large as fits the window, in the picture's own proportions.
        FIT;

        Layout.Rule rule() {
            return switch (this) {
                case ONE_TO_ONE -> Layout::oneToOne;
                case FIT -> Layout::fit;
            };
        }
    }

    /// Takes the sizes that windows get.
    SizeWishes sizesOfWindows() {
        return scale == Scale.ONE_TO_ONE ? sizes : SizeWishes.NONE;
    }
}
