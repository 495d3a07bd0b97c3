// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/// Reads an EDID the way Linux does (`drivers/gpu/drm/drm_edid.c`), written apart from what it
/// checks.
final class EdidReader {
    record Timing(int width, int height, int totalWidth, int totalHeight, long clockHz) {
        double refresh() {
            return (double) clockHz / ((long) totalWidth * totalHeight);
        }
    }

    private final byte[] edid;

    EdidReader(byte[] edid) {
        this.edid = edid;
    }

    int u8(int at) {
        return edid[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    void assertChecksums() {
        assertEquals(0, edid.length % 128);
        assertEquals(edid.length / 128 - 1, u8(126), "number of extensions");
        for (int start = 0; start < edid.length; start += 128) {
            assertEquals(0, sum(start, start + 128), "checksum of block " + start / 128);
        }
    }

    private int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += edid[i];
        }
        return sum & 0xff;
    }

    /// `drm_mode_detailed`.
    Timing detailed(int at) {
        int width = u8(at + 2) | (u8(at + 4) & 0xf0) << 4;
        int height = u8(at + 5) | (u8(at + 7) & 0xf0) << 4;
        int blankAcross = u8(at + 3) | (u8(at + 4) & 0xf) << 8;
        int blankDown = u8(at + 6) | (u8(at + 7) & 0xf) << 8;
        assertEquals(0x18, u8(at + 17) & 0x18, "digital, separate sync");
        return new Timing(
                width, height, width + blankAcross, height + blankDown, u16(at) * 10_000L);
    }

    /// `add_displayid_detailed_modes`: what is marked as preferred.
    private List<Timing> displayId(int block) {
        List<Timing> timings = new ArrayList<>();
        int section = block + 1;
        int bytes = u8(section + 1);
        assertEquals(0, sum(section, section + 4 + bytes + 1), "checksum of the section");
        int at = section + 4;
        while (at + 3 <= section + 4 + bytes && u8(at + 2) > 0) {
            if (u8(at) == 3) {
                int t = at + 3;
                assertEquals(0x80, u8(t + 3) & 0x90, "preferred, progressive");
                int clock = (u8(t) | u8(t + 1) << 8 | u8(t + 2) << 16) + 1;
                int width = u16(t + 4) + 1;
                int height = u16(t + 12) + 1;
                timings.add(
                        new Timing(
                                width,
                                height,
                                width + u16(t + 6) + 1,
                                height + u16(t + 14) + 1,
                                clock * 10_000L));
            }
            at += 3 + u8(at + 2);
        }
        return timings;
    }

    /// The mode a Linux guest starts with: of the preferred ones the largest (`drm_mode_compare`).
    Timing preferred() {
        List<Timing> preferred = new ArrayList<>();
        Timing first = detailed(54);
        if (first.width() >= 64 && first.height() >= 64) {
            preferred.add(first);
        }
        for (int block = 128; block < edid.length; block += 128) {
            if (u8(block) == 0x70) {
                preferred.addAll(displayId(block));
            }
        }
        return preferred.stream()
                .max((a, b) ->
                        Long.compare((long) a.width() * a.height(), (long) b.width() * b.height()))
                .orElseThrow();
    }

    /// Widths of every other mode offered (established and standard timings).
    List<Integer> otherWidths() {
        int[] established = {
            720, 720, 640, 640, 640, 640, 800, 800, 800, 800, 832, 1024, 1024, 1024, 1024, 1280
        };
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < established.length; i++) {
            if ((u8(35 + i / 8) & 0x80 >> i % 8) != 0) {
                widths.add(established[i]);
            }
        }
        assertEquals(0, u8(37), "the maker's own timings");
        for (int at = 38; at < 54; at += 2) {
            if (u16(at) != 0x0101) {
                widths.add((u8(at) + 31) * 8);
            }
        }
        return widths;
    }
}
