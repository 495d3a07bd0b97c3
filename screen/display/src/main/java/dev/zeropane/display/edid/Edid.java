// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import dev.zeropane.display.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The description of a monitor that a guest reads to learn which modes it may use (VESA E-EDID
/// 1.4).
///
/// ```
///   0 header            35 established timings   54 four descriptors of 18 bytes:
///   8 maker, product    38 eight standard           detailed timing of the preferred mode,
///  18 version              timings                  name, two unused
///  20 screen, colours                           126 number of extensions, 127 checksum
/// ```
///
/// A detailed timing can express at most 4095 pixels, 4095 rows and 655.35 MHz. A larger mode gets
/// a DisplayID extension ([DisplayIdExtension]), and the block itself prefers the mode halved until
/// it fits: readers that do not know DisplayID still get a screen of the right shape; those that
/// know it, such as Linux, take the larger of two preferred modes.
public final class Edid {
    static final int BLOCK = 128;

    private static final int MAX_SIDE = 4095;
    private static final int MAX_CLOCK = 65535;

    /// Linux refuses smaller detailed timings (`drm_mode_detailed`).
    private static final int MIN_SIDE = 64;

    private static final int DESCRIPTORS = 54;
    private static final int DESCRIPTOR_SIZE = 18;
    private static final int EXTENSIONS = 126;

    static final String MAKER = "ZPN";
    private static final String NAME = "Zeropane";
    static final int PRODUCT = 1;
    static final int YEAR = 2026;

    /// 2.2, in hundredths above 1.
    static final byte GAMMA = 120;

    private static final double MILLIMETRES_PER_PIXEL = 25.4 / 100;

    /// sRGB's primaries and white point, as the standard rounds them.
    private static final byte[] SRGB = {
        (byte) 0xee, (byte) 0x91, (byte) 0xa3, 0x54, 0x4c, (byte) 0x99, 0x26, 0x0f, 0x50, 0x54
    };

    /// Other modes of the VESA list at 60 Hz that a guest may choose; the width of each is a
    /// multiple of 64, like that of the preferred mode (see [Mode#withImportablePitch]). 640x480
    /// and 1024x768 are among the established timings.
    private static final List<Mode> STANDARD =
            List.of(
                    new Mode(1280, 720),
                    new Mode(1280, 800),
                    new Mode(1280, 1024),
                    new Mode(1600, 900),
                    new Mode(1600, 1200),
                    new Mode(1920, 1080),
                    new Mode(1920, 1200),
                    new Mode(2048, 1152));

    /// Established timings.
    private static final Mode VGA = new Mode(640, 480);

    private static final Mode XGA = new Mode(1024, 768);

    private static final Mode LARGEST = new Mode(Mode.MAX, Mode.MAX);

    /// Both bytes of an unused standard timing.
    private static final byte NO_TIMING = 1;

    private Edid() {}

    private static boolean fits(Mode mode, Mode largest) {
        return mode.width() <= largest.width() && mode.height() <= largest.height();
    }

    /// The EDID of a monitor whose preferred mode has exactly this size.
    ///
    /// @param preferred the mode; a side below 64 becomes 64, as Linux takes no smaller one
    /// @param scanout becomes the serial number, so that guests can tell their screens apart
    /// @return one block of 128 bytes, or two
    public static byte[] of(Mode preferred, int scanout) {
        return of(preferred, scanout, LARGEST);
    }

    /// As [#of], for a monitor whose other modes are no wider and no higher than the preferred one.
    public static byte[] noLargerThan(Mode preferred, int scanout) {
        return of(preferred, scanout, preferred);
    }

    private static byte[] of(Mode preferred, int scanout, Mode largest) {
        Mode wanted =
                new Mode(
                        Math.max(preferred.width(), MIN_SIDE),
                        Math.max(preferred.height(), MIN_SIDE));
        Mode detailed = expressible(wanted);
        byte[] base = base(wanted, detailed, scanout, largest);
        if (detailed.equals(wanted)) {
            return sealed(base);
        }
        base[EXTENSIONS] = 1;
        byte[] both = Arrays.copyOf(sealed(base), 2 * BLOCK);
        byte[] extension = sealed(DisplayIdExtension.of(Timing.of(wanted), scanout));
        System.arraycopy(extension, 0, both, BLOCK, BLOCK);
        return both;
    }

    /// The mode itself, or the largest of its halves that a detailed timing can carry.
    private static Mode expressible(Mode mode) {
        Mode result = mode;
        while (result.width() > MAX_SIDE
                || result.height() > MAX_SIDE
                || Timing.of(result).clock() > MAX_CLOCK) {
            result =
                    new Mode(
                                    Math.max(result.width() / 2, MIN_SIDE),
                                    Math.max(result.height() / 2, MIN_SIDE))
                            .withImportablePitch();
        }
        return result;
    }

    private static byte[] base(Mode screen, Mode detailed, int scanout, Mode largest) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, 1, 7, (byte) 0xff);
        int maker = 0;
        for (int i = 0; i < MAKER.length(); i++) {
            maker = maker << 5 | (MAKER.charAt(i) - 'A' + 1);
        }
        block[8] = (byte) (maker >> 8);
        block[9] = (byte) maker;
        put(block, 10, PRODUCT, 2);
        put(block, 12, scanout, 4);
        block[17] = (byte) (YEAR - 1990);
        block[18] = 1;
        block[19] = 4;
        block[20] = (byte) 0xa0; // digital, 8 bits per colour, no particular cable
        int across = (int) Math.round(millimetres(screen.width()) / 10.0);
        int down = (int) Math.round(millimetres(screen.height()) / 10.0);
        if (across <= 255 && down <= 255) {
            block[21] = (byte) across;
            block[22] = (byte) down;
        }
        block[23] = GAMMA;
        block[24] = 0x06; // sRGB; the first detailed timing is the panel's own size
        System.arraycopy(SRGB, 0, block, 25, SRGB.length);
        if (fits(VGA, largest)) {
            block[35] = 0x20; // at 60 Hz
        }
        if (fits(XGA, largest)) {
            block[36] = 0x08; // at 60 Hz
        }
        Arrays.fill(block, 38, DESCRIPTORS, NO_TIMING);
        List<Mode> others = STANDARD.stream().filter(mode -> fits(mode, largest)).toList();
        for (int i = 0; i < others.size(); i++) {
            putStandard(block, 38 + 2 * i, others.get(i));
        }
        putDetailed(block, DESCRIPTORS, Timing.of(detailed), screen);
        putName(block, DESCRIPTORS + DESCRIPTOR_SIZE);
        for (int i = 2; i < 4; i++) {
            block[DESCRIPTORS + i * DESCRIPTOR_SIZE + 3] = 0x10; // unused
        }
        return block;
    }

    /// Two bytes: width / 8 - 31, then aspect ratio in the upper two bits and refresh - 60.
    private static void putStandard(byte[] block, int at, Mode mode) {
        int ratio;
        if (mode.width() * 10 == mode.height() * 16) {
            ratio = 0;
        } else if (mode.width() * 3 == mode.height() * 4) {
            ratio = 1;
        } else if (mode.width() * 4 == mode.height() * 5) {
            ratio = 2;
        } else {
            ratio = 3; // 16:9
        }
        block[at] = (byte) (mode.width() / 8 - 31);
        block[at + 1] = (byte) (ratio << 6);
    }

    /// ```
    ///  0 clock (10 kHz)          8 front porch across   12 millimetres across
    ///  2 width  3 blank          9 sync across          13 millimetres down
    ///  4 width:4 blank:4        10 front porch:4 sync:4 14 upper bits of both
    ///  5 height 6 blank         11 upper bits of these  17 sync: separate, + across, - down
    ///  7 height:4 blank:4
    /// ```
    private static void putDetailed(byte[] block, int at, Timing timing, Mode screen) {
        Mode mode = timing.mode();
        put(block, at, timing.clock(), 2);
        putPair(block, at + 2, mode.width(), Timing.HORIZONTAL_BLANK);
        putPair(block, at + 5, mode.height(), timing.verticalBlank());
        block[at + 8] = Timing.HORIZONTAL_FRONT_PORCH;
        block[at + 9] = Timing.HORIZONTAL_SYNC;
        block[at + 10] = (byte) (Timing.VERTICAL_FRONT_PORCH << 4 | timing.verticalSync());
        int across = millimetres(screen.width());
        int down = millimetres(screen.height());
        if (across <= MAX_SIDE && down <= MAX_SIDE) {
            putPair(block, at + 12, across, down);
        }
        block[at + 17] = 0x1a;
    }

    /// Two numbers of 12 bits in three bytes: the lower eight of each, then the upper four of both.
    private static void putPair(byte[] block, int at, int first, int second) {
        block[at] = (byte) first;
        block[at + 1] = (byte) second;
        block[at + 2] = (byte) (first >> 8 << 4 | second >> 8);
    }

    private static void putName(byte[] block, int at) {
        block[at + 3] = (byte) 0xfc;
        Arrays.fill(block, at + 5, at + DESCRIPTOR_SIZE, (byte) ' ');
        byte[] name = NAME.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, block, at + 5, name.length);
        block[at + 5 + name.length] = '\n';
    }

    private static int millimetres(int pixels) {
        return (int) Math.round(pixels * MILLIMETRES_PER_PIXEL);
    }

    static void put(byte[] block, int at, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            block[at + i] = (byte) (value >> (8 * i));
        }
    }

    /// Makes the bytes of `block` up to `end` add up to 0, as every checksum of EDID does.
    static void putChecksum(byte[] block, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            sum += block[i];
        }
        block[end] = (byte) -sum;
    }

    private static byte[] sealed(byte[] block) {
        putChecksum(block, 0, BLOCK - 1);
        return block;
    }
}
