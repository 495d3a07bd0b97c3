// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.edid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EdidTest {
    /// Common sizes, the limits of a detailed timing and its neighbours, and odd ones.
    static Stream<String> modes() {
        return Stream.of(
                "64x64",
                "65x65",
                "64x4095",
                "64x4096",
                "64x16384",
                "100x3000",
                "640x480",
                "800x600",
                "1023x767",
                "1024x768",
                "1280x720",
                "1280x800",
                "1344x768",
                "1366x768",
                "1600x1200",
                "1920x1080",
                "1920x1200",
                "2560x1440",
                "2560x1600",
                "3440x1440",
                "3840x2160",
                "4032x2500",
                "4032x2700",
                "4095x2560",
                "4095x4095",
                "4096x2160",
                "4096x64",
                "5120x2880",
                "7680x4320",
                "16384x64",
                "16384x16384");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void preferred_readAsLinuxDoes_exactSizeAt60Hz(String text) {
        Mode mode = Mode.parse(text);
        EdidReader reader = new EdidReader(Edid.of(mode, 0));
        reader.assertChecksums();
        EdidReader.Timing timing = reader.preferred();
        assertEquals(mode, new Mode(timing.width(), timing.height()));
        assertEquals(60, timing.refresh(), 0.05);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void baseBlock_anyMode_hasTimingForReadersWithoutDisplayId(String text) {
        EdidReader.Timing timing = new EdidReader(Edid.of(Mode.parse(text), 0)).detailed(54);
        assertTrue(timing.width() >= 64 && timing.height() >= 64, timing.toString());
        assertEquals(60, timing.refresh(), 0.05);
        assertTrue(timing.clockHz() >= 10_000_000, timing.toString());
    }

    @Test
    void preferred_everyImportableWidth_exact() {
        for (int width = 64; width <= Mode.MAX; width += 64) {
            Mode mode = new Mode(width, Math.max(64, width * 9 / 16));
            EdidReader.Timing timing = new EdidReader(Edid.of(mode, 0)).preferred();
            assertEquals(mode, new Mode(timing.width(), timing.height()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"64x64", "1280x800", "3840x2160", "4032x2160"})
    void size_fitsDetailedTiming_oneBlock(String text) {
        assertEquals(128, Edid.of(Mode.parse(text), 0).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4096x64", "64x4096", "4032x2700", "7680x4320"})
    void size_beyondDetailedTiming_displayIdExtension(String text) {
        byte[] edid = Edid.of(Mode.parse(text), 0);
        assertEquals(256, edid.length);
        assertEquals(0x70, edid[128]);
        assertEquals(0, new EdidReader(edid).detailed(54).width() % 64);
    }

    @Test
    void fallback_hugeMode_keepsShape() {
        EdidReader.Timing timing = new EdidReader(Edid.of(Mode.parse("7680x4320"), 0)).detailed(54);
        assertEquals(new Mode(3840, 2160), new Mode(timing.width(), timing.height()));
    }

    @Test
    void preferred_smallerThanLinuxTakes_raisedTo64() {
        EdidReader.Timing timing = new EdidReader(Edid.of(new Mode(1, 63), 0)).preferred();
        assertEquals(new Mode(64, 64), new Mode(timing.width(), timing.height()));
    }

    @Test
    void header_anyMode_namesMakerProductAndScanout() {
        byte[] edid = Edid.of(Mode.DEFAULT, 0x01020304);
        assertArrayEquals(new byte[] {0, -1, -1, -1, -1, -1, -1, 0}, Arrays.copyOf(edid, 8));
        EdidReader reader = new EdidReader(edid);
        int maker = reader.u8(8) << 8 | reader.u8(9);
        assertEquals(
                "ZPN", "" + letter(maker >> 10) + letter(maker >> 5 & 31) + letter(maker & 31));
        assertArrayEquals(new byte[] {4, 3, 2, 1}, Arrays.copyOfRange(edid, 12, 16));
        assertEquals(1, edid[18]);
        assertEquals(4, edid[19]);
        assertEquals(
                "Zeropane\n    ", new String(edid, 54 + 18 + 5, 13, StandardCharsets.US_ASCII));
        assertEquals(0xfc, reader.u8(54 + 18 + 3));
    }

    private static char letter(int code) {
        return (char) ('A' + code - 1);
    }

    @Test
    void features_anyMode_promiseNoModesOfTheGuestsOwn() {
        int features = new EdidReader(Edid.of(Mode.DEFAULT, 0)).u8(24);
        assertEquals(2, features & 2, "preferred timing is the panel's own");
        assertEquals(0, features & 1, "a range of frequencies would let guests infer any width");
    }

    @Test
    void otherModes_offered_haveImportablePitch() {
        List<Integer> widths = new EdidReader(Edid.of(Mode.DEFAULT, 0)).otherWidths();
        assertTrue(widths.containsAll(List.of(640, 1024, 1280, 1600, 1920)), widths.toString());
        for (int width : widths) {
            assertEquals(0, width % 64, widths.toString());
        }
    }

    @Test
    void noLargerThan_offersNoModeThatIsLarger() {
        byte[] edid = Edid.noLargerThan(new Mode(1280, 800), 0);
        EdidReader reader = new EdidReader(edid);
        assertEquals(List.of(640, 1024, 1280, 1280), reader.otherWidths());
        assertEquals(1280, reader.detailed(54).width());
        assertEquals(
                List.of(), new EdidReader(Edid.noLargerThan(new Mode(320, 200), 0)).otherWidths());
    }

    @Test
    void physicalSize_1280x800_is100Dpi() {
        EdidReader reader = new EdidReader(Edid.of(Mode.DEFAULT, 0));
        assertEquals(33, reader.u8(21));
        assertEquals(20, reader.u8(22));
        assertEquals(325, reader.u8(54 + 12) | (reader.u8(54 + 14) & 0xf0) << 4);
        assertEquals(203, reader.u8(54 + 13) | (reader.u8(54 + 14) & 0xf) << 8);
    }

    @Test
    void physicalSize_tooLargeForItsField_leftOut() {
        EdidReader reader = new EdidReader(Edid.of(new Mode(16384, 1024), 0));
        assertEquals(0, reader.u16(21));
        assertEquals(0, reader.u16(54 + 12));
    }
}
