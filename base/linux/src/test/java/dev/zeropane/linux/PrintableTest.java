// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b", "\n", "\r", "\u0085", "\u009b", "\u202e", "\u2066", "\u200f", "\u2028",
                "\ud800", "\ue000"
            })
    void whatMovesTheCursorOrTurnsTextRound_isASpace(String bad) {
        assertEquals("a b", Printable.of("a" + bad + "b"));
    }

    @Test
    void letters_stay() {
        assertEquals("é😀 ß", Printable.of(" é😀 ß "));
    }

    @Test
    void length_isBounded() {
        assertEquals("x".repeat(500) + "...", Printable.of("x".repeat(501)));
    }
}
