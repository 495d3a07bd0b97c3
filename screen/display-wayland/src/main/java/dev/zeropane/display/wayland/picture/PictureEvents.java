// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

/// Hears of the pictures in windows, on the display's thread.
public interface PictureEvents {
    /// The compositor showed a picture and asks for the next one.
    void shown();

    /// One line to be logged.
    void log(String message);
}
