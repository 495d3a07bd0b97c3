// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1280",
                "1280x",
                "x800",
                "1280X800",
                "1280x800x3",
                " 1280x800",
                "1280 x 800",
                "-1x800",
                "+1x800",
                "0x800",
                "1280x0",
                "16385x800",
                "1280x16385",
                "99999999999x1",
                "١٢x٣"
            })
    void parse_badText_messageQuotesIt(String text) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> Mode.parse(text)).getMessage();
        assertTrue(message.startsWith("no mode: ") && message.contains(text), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1280x800", "1x1", "16384x16384"})
    void parse_goodText_roundTrips(String text) {
        assertEquals(text, Mode.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "1366, 1344",
        "1280, 1280",
        "1, 64",
        "63, 64",
        "64, 64",
        "127, 64",
        "1440, 1408",
        "16384, 16384"
    })
    void withImportablePitch_anyWidth_multipleOf64(int width, int expected) {
        assertEquals(new Mode(expected, 777), new Mode(width, 777).withImportablePitch());
    }

    @Test
    void default_isImportable() {
        assertEquals(Mode.parse("1280x800"), Mode.DEFAULT);
        assertEquals(Mode.DEFAULT, Mode.DEFAULT.withImportablePitch());
    }

    @Test
    void withImportablePitch_tooManyPixels_isLower() {
        assertEquals(new Mode(16384, 2160), new Mode(16384, 16384).withImportablePitch());
        assertEquals(new Mode(64, 16384), new Mode(1, 16384).withImportablePitch());
        assertEquals(new Mode(7680, 4320), new Mode(7680, 4320).withImportablePitch());
    }
}
