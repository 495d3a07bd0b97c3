// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// How far one wheel of a pointer, or two fingers along one axis, scrolled since the last [#take],
/// in units of 1/120 of a wheel's notch. A compositor reports one motion by up to three events; the
/// most exact one counts. The source (`axis_source`) makes no difference.
final class ScrollAxis {
    static final int NOTCH = 120;

    /// The logical pixels that most compositors send for a notch.
    private static final double NOTCH_PIXELS = 10;

    /// The limit for one frame: more is nonsense.
    private static final int MAX = 1000 * NOTCH;

    private double pixels;
    private int notches;
    private int parts;

    /// The fraction of a unit that remains for the next [#take].
    private double rest;

    /// `axis`: logical pixels.
    void pixels(double distance) {
        pixels = clamp(pixels + distance);
    }

    /// `axis_discrete`: notches of a wheel.
    void notches(int count) {
        notches = clamp((long) notches + count);
    }

    /// `axis_value120`: parts of a notch.
    void parts(int count) {
        parts = clamp((long) parts + count);
    }

    private static double clamp(double value) {
        return Math.clamp(value, -MAX, MAX);
    }

    private static int clamp(long value) {
        return Math.clamp(value, -MAX, MAX);
    }

    /// Drops the remainder: the fingers were lifted (`axis_stop`), or the pointer left the window.
    void stop() {
        rest = 0;
    }

    /// The distance since the last call; positive is down or right, as in Wayland.
    int take() {
        int taken;
        if (parts != 0) {
            taken = parts;
        } else if (notches != 0) {
            taken = clamp((long) notches * NOTCH);
        } else {
            rest += pixels * (NOTCH / NOTCH_PIXELS);
            taken = clamp((long) rest);
            rest -= (long) rest;
        }
        pixels = 0;
        notches = 0;
        parts = 0;
        return taken;
    }
}
