// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HotKeysTest {
    private static final int LEFTCTRL = 29;
    private static final int F = 33;
    private static final int LEFTALT = 56;
    private static final int A = 30;

    private final HotKeys key = new HotKeys();

    private boolean press(int code) {
        return key.key(code, true).equals(Optional.of(HotKeys.Action.TOGGLE_FULLSCREEN));
    }

    private boolean release(int code) {
        return key.key(code, false).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"29, 56", "97, 56", "29, 100", "97, 100", "56, 29", "100, 97"})
    void key_eitherControlAndEitherAltInAnyOrderThenF_isTheHotKey(int first, int second) {
        assertFalse(press(first));
        assertFalse(press(second));

        assertTrue(press(F));
        assertFalse(release(F));
        assertTrue(press(F));
    }

    @ParameterizedTest
    @CsvSource({"29, 97", "56, 100", "42, 29", "125, 56"})
    void key_oneModifierMissing_isNotTheHotKey(int first, int second) {
        press(first);
        press(second);

        assertFalse(press(F));
    }

    @Test
    void key_fBeforeTheModifiers_isNotTheHotKey() {
        press(F);
        assertFalse(press(LEFTCTRL));
        assertFalse(press(LEFTALT));
    }

    @Test
    void key_anotherKeyHeldOrPressed_doesNotMatter() {
        press(A);
        press(LEFTCTRL);
        press(LEFTALT);
        assertFalse(press(A));
        assertTrue(press(F));
    }

    @Test
    void key_modifierReleased_isNotTheHotKey() {
        press(LEFTCTRL);
        press(LEFTALT);
        release(LEFTALT);

        assertFalse(press(F));
    }

    @Test
    void left_modifiersHeld_areForgotten() {
        press(LEFTCTRL);
        press(LEFTALT);
        key.left();

        assertFalse(press(F));
    }

    @Test
    void entered_modifiersHeldAlready_count() {
        key.entered(new int[] {A, LEFTALT, LEFTCTRL});

        assertTrue(press(F));
    }

    @Test
    void entered_otherKeysHeldNow_forgetsThoseOfBefore() {
        press(LEFTCTRL);
        press(LEFTALT);
        key.entered(new int[] {LEFTALT});

        assertFalse(press(F));
    }

    @Test
    void entered_fHeldAlready_isPressedOnlyAfterItsRelease() {
        key.entered(new int[] {F});
        press(LEFTCTRL);
        press(LEFTALT);
        assertFalse(release(F));
        assertTrue(press(F));
    }

    @Test
    void key_g_togglesTheGrab() {
        press(LEFTCTRL);
        press(LEFTALT);
        assertEquals(Optional.of(HotKeys.Action.TOGGLE_GRAB), key.key(34, true));
        assertEquals(Optional.empty(), key.key(34, false));
        release(LEFTALT);
        assertEquals(Optional.empty(), key.key(34, true));
    }
}
