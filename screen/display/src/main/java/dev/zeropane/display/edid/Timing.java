// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import dev.zeropane.display.Mode;

/// The timing of a mode on a cable: VESA CVT with reduced blanking, 60 Hz. There is no cable here,
/// but guests derive their refresh rate from the timing.
///
/// Differs from CVT in three ways: the width is not rounded to character cells, because a guest
/// must get exactly the size that was asked for; the clock moves in EDID's steps of 10 kHz rather
/// than 250, because small modes would otherwise be far from 60 Hz; and the smallest modes have
/// longer vertical blanking, because guests take a clock below 10 MHz for garbage.
///
/// @param clock pixel clock in units of 10 kHz
record Timing(Mode mode, int clock, int verticalBlank, int verticalSync) {
    static final int REFRESH = 60;
    static final int HORIZONTAL_BLANK = 160;
    static final int HORIZONTAL_FRONT_PORCH = 48;
    static final int HORIZONTAL_SYNC = 32;
    static final int VERTICAL_FRONT_PORCH = 3;

    private static final int MIN_VERTICAL_BACK_PORCH = 6;
    private static final double MIN_VERTICAL_BLANK_MICROS = 460;
    private static final int CLOCK_UNIT = 10_000;
    private static final int MIN_CLOCK = 10_000_000;

    static Timing of(Mode mode) {
        int sync = verticalSync(mode);
        double linesPerMicro = mode.height() / (1_000_000.0 / REFRESH - MIN_VERTICAL_BLANK_MICROS);
        int lineLength = mode.width() + HORIZONTAL_BLANK;
        int linesForMinClock = MIN_CLOCK / REFRESH / lineLength + 1;
        int blank =
                Math.max(
                        Math.max(
                                (int) (MIN_VERTICAL_BLANK_MICROS * linesPerMicro) + 1,
                                VERTICAL_FRONT_PORCH + sync + MIN_VERTICAL_BACK_PORCH),
                        linesForMinClock - mode.height());
        long pixels = (long) lineLength * (mode.height() + blank);
        int clock = Math.toIntExact(Math.round((double) pixels * REFRESH / CLOCK_UNIT));
        return new Timing(mode, clock, blank, sync);
    }

    /// CVT tells receivers the aspect ratio by the number of sync lines.
    private static int verticalSync(Mode mode) {
        if (hasRatio(mode, 4, 3)) {
            return 4;
        } else if (hasRatio(mode, 16, 9)) {
            return 5;
        } else if (hasRatio(mode, 16, 10)) {
            return 6;
        } else if (hasRatio(mode, 5, 4) || hasRatio(mode, 15, 9)) {
            return 7;
        }
        return 10;
    }

    private static boolean hasRatio(Mode mode, int across, int down) {
        return mode.width() * down == mode.height() * across;
    }
}
