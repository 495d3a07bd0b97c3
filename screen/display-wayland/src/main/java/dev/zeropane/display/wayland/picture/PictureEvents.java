// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

/// Hears of the pictures in windows, on the display's thread.
public interface PictureEvents {
    /// Somebody saw a picture: the compositor asks for the next one.
    void shown();

    /// One line that a person should read.
    void log(String message);
}
