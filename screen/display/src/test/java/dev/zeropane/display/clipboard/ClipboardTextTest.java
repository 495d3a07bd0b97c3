// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipboardTextTest {
    private static final String HAND = "a\u00e4\uD83D\uDC4B\uD83C\uDFFD";

    @Test
    void of_text_isItsUtf8() {
        ClipboardText text = ClipboardText.of(HAND).orElseThrow();
        assertArrayEquals(HAND.getBytes(StandardCharsets.UTF_8), text.utf8());
        assertEquals(HAND, text.string());
        assertEquals(Optional.of(text), ClipboardText.ofUtf8(text.utf8()));
    }

    @Test
    void of_atTheLimit_isText_andOneByteMoreIsNot() {
        int max = ClipboardText.MAX_BYTES;
        assertTrue(ClipboardText.ofUtf8(new byte[max]).isPresent());
        assertTrue(ClipboardText.ofUtf8(new byte[max + 1]).isEmpty());
        assertTrue(ClipboardText.of("x".repeat(max)).isPresent());
        assertTrue(ClipboardText.of("x".repeat(max + 1)).isEmpty());
        assertTrue(ClipboardText.of("\u00e4".repeat(max / 2 + 1)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "ff", "eda080", "f4908080", "e282", "80"})
    void ofUtf8_whatIsNoUtf8_isNoText(String bytes) {
        assertTrue(ClipboardText.ofUtf8(HexFormat.of().parseHex(bytes)).isEmpty());
    }

    @Test
    void of_halfASurrogatePair_isNoText() {
        assertTrue(ClipboardText.of("\uD83D").isEmpty());
    }

    @Test
    void itsBytes_changedOutside_stayTheSame() {
        byte[] given = "abc".getBytes(StandardCharsets.UTF_8);
        ClipboardText text = ClipboardText.ofUtf8(given).orElseThrow();
        Arrays.fill(given, (byte) 'x');
        Arrays.fill(text.utf8(), (byte) 'x');
        assertEquals("abc", text.string());
    }

    @Test
    void toString_doesNotSayTheText() {
        assertEquals("6 bytes of text", ClipboardText.of("secret").orElseThrow().toString());
    }
}
