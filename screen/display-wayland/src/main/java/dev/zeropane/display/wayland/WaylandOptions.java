// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import dev.zeropane.display.InputSink;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.display.wayland.geometry.Layout;
import java.nio.file.Path;

/// How screens are shown.
///
/// @param socket where the compositor listens
/// @param title of the windows
/// @param scale how large the picture is in its window
/// @param dmaBufs whether the compositor gets dma-bufs if it takes any; otherwise pixels are copied
///   for it
/// @param input gets what people do to the guest in its windows, on the display's thread;
///   [InputSink#NONE] for windows without input
/// @param sizes told which sizes windows are given, on the display's thread, where the guest's
///   pixels are to be the screen's ([Scale#ONE_TO_ONE])
public record WaylandOptions(
        Path socket,
        String title,
        Scale scale,
        boolean dmaBufs,
        InputSink input,
        SizeWishes sizes) {
    /// How large a picture is.
    public enum Scale {
        /// A pixel of the guest is a pixel of the screen, as long as the window has room for all of
        /// them.
        ONE_TO_ONE,
        /// As large as the window has room for, in the picture's own proportions.
        FIT;

        Layout.Rule rule() {
            return switch (this) {
                case ONE_TO_ONE -> Layout::oneToOne;
                case FIT -> Layout::fit;
            };
        }
    }

    /// Who is told which sizes windows are given, if anybody is.
    SizeWishes toldSizes() {
        return scale == Scale.ONE_TO_ONE ? sizes : SizeWishes.NONE;
    }
}
