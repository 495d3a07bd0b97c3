// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// How far one wheel of a pointer, or two fingers along one axis, scrolled since the last [#take],
/// in units of 1/120 of a wheel's notch. A compositor says so in up to three ways at once; the most
/// exact counts. The source (`axis_source`) makes no difference.
final class ScrollAxis {
    static final int NOTCH = 120;

    /// The logical pixels that most compositors say for a notch.
    private static final double NOTCH_PIXELS = 10;

    /// The limit for one frame: more is nonsense.
    private static final int MAX = 1000 * NOTCH;

    private double pixels;
    private int notches;
    private int parts;

    /// The fraction of a unit that pixels left over, for the next [#take].
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

    /// `axis_stop`: the fingers were lifted, or it is about something else from now on.
    void stop() {
        rest = 0;
    }

    /// How far it went; positive is down or right, as the compositor says.
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
