// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// What one wheel of a pointer, or two fingers along one axis, did since it was last asked: in
/// units of which a wheel's notch has 120. A compositor says so in up to three ways at once; the
/// most exact counts. What it came from (`axis_source`) makes no difference.
final class ScrollAxis {
    static final int NOTCH = 120;

    /// What most compositors make of a notch, in logical pixels.
    private static final double NOTCH_PIXELS = 10;

    /// More in one frame is nonsense.
    private static final int MAX = 1000 * NOTCH;

    private double pixels;
    private int notches;
    private int parts;

    /// Of pixels: less than a unit is kept for the next time.
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
