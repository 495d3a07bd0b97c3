// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Recognises the hot keys of a window: Ctrl+Alt and another key, as in QEMU's windows. Keys are
/// codes of Linux's `input-event-codes.h`, so their place counts, not the keyboard's layout.
final class HotKeys {
    private static final int KEY_LEFTCTRL = 29;
    private static final int KEY_F = 33;
    private static final int KEY_G = 34;
    private static final int KEY_LEFTALT = 56;
    private static final int KEY_RIGHTCTRL = 97;
    private static final int KEY_RIGHTALT = 100;
    private static final Set<Integer> MODIFIERS =
            Set.of(KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTALT, KEY_RIGHTALT);

    /// What a hot key does.
    enum Action {
        /// Switches the window to full screen and back.
        TOGGLE_FULLSCREEN,
        /// Gives the compositor its own shortcuts back, or takes them again.
        TOGGLE_GRAB
    }

    private final Set<Integer> held = new HashSet<>();

    /// The keyboard's focus entered the window.
    ///
    /// @param codes of the keys that are down already; modifiers among them count, but no hot key
    ///   is triggered
    void entered(int[] codes) {
        left();
        for (int code : codes) {
            hold(code);
        }
    }

    /// The keyboard's focus left the window: releases are not heard from now on.
    void left() {
        held.clear();
    }

    /// Handles a key.
    ///
    /// @return the action, if this press completes a hot key
    Optional<Action> key(int code, boolean pressed) {
        if (!pressed) {
            held.remove(code);
            return Optional.empty();
        }
        hold(code);
        return switch (code) {
            case KEY_F -> hot(Action.TOGGLE_FULLSCREEN);
            case KEY_G -> hot(Action.TOGGLE_GRAB);
            default -> Optional.empty();
        };
    }

    private Optional<Action> hot(Action action) {
        boolean control = held.contains(KEY_LEFTCTRL) || held.contains(KEY_RIGHTCTRL);
        boolean alt = held.contains(KEY_LEFTALT) || held.contains(KEY_RIGHTALT);
        return control && alt ? Optional.of(action) : Optional.empty();
    }

    /// Remembers modifiers only, so that a compositor's long list of keys costs no memory.
    private void hold(int code) {
        if (MODIFIERS.contains(code)) {
            held.add(code);
        }
    }
}
