// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A screen size in pixels.
public record Mode(int width, int height) {
    /// The largest width and height.
    public static final int MAX = 16384;

    /// The most pixels of a screen: those of the largest real ones, 8192x4320. Displays keep copies
    /// of a screen, in other processes too, so a guest must not decide how large these get.
    public static final long MAX_PIXELS = 8192L * 4320;

    /// The mode of a screen until somebody asks for another one.
    public static final Mode DEFAULT = new Mode(1280, 800);

    /// 64 pixels are 256 bytes: GPU importers want the pitch to be a multiple of that, and Linux
    /// guests use exactly four times the width.
    private static final int PITCH_PIXELS = 64;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /// @throws IllegalArgumentException if a side is not from 1 to [#MAX]
    public Mode {
        if (width < 1 || width > MAX || height < 1 || height > MAX) {
            throw new IllegalArgumentException(
                    "no mode: " + width + "x" + height + " (each side from 1 to " + MAX + ")");
        }
    }

    /// Reads text like `1280x800`.
    ///
    /// @throws IllegalArgumentException saying what is wrong, for a user to read
    public static Mode parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "no mode: \"" + text + "\" (expected WIDTHxHEIGHT, such as 1280x800)");
        }
        return new Mode(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// The nearest mode, no wider and no higher, that can be shown and whose frames a GPU can
    /// import as they lie in guest memory. Every mode offered to a guest goes through this.
    public Mode withImportablePitch() {
        int importable = Math.max(width - width % PITCH_PIXELS, PITCH_PIXELS);
        return new Mode(importable, (int) Math.min(height, MAX_PIXELS / importable));
    }

    /// Whether a screen of this size may be shown.
    public static boolean canBeShown(long width, long height) {
        return width * height <= MAX_PIXELS;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
