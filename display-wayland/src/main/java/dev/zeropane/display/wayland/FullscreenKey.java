package dev.zeropane.display.wayland;

import java.util.HashSet;
import java.util.Set;

/// Recognises the hot key that switches a window to full screen and back: Ctrl+Alt+F, as in QEMU's
/// windows. By codes of Linux's `input-event-codes.h`, so by place of the key and not by layout.
final class FullscreenKey {
    private static final int KEY_LEFTCTRL = 29;
    private static final int KEY_F = 33;
    private static final int KEY_LEFTALT = 56;
    private static final int KEY_RIGHTCTRL = 97;
    private static final int KEY_RIGHTALT = 100;
    private static final Set<Integer> MODIFIERS =
            Set.of(KEY_LEFTCTRL, KEY_RIGHTCTRL, KEY_LEFTALT, KEY_RIGHTALT);

    private final Set<Integer> held = new HashSet<>();

    /// The keyboard's keys go to the window from now on.
    ///
    /// @param codes of the keys that were pressed before and are held; they can be part of the hot
    ///   key, but are not pressed by this
    void entered(int[] codes) {
        left();
        for (int code : codes) {
            hold(code);
        }
    }

    /// The keyboard's keys go elsewhere: what is released there is not heard of.
    void left() {
        held.clear();
    }

    /// Takes a key.
    ///
    /// @return whether this is the press that makes up the hot key
    boolean key(int code, boolean pressed) {
        if (!pressed) {
            held.remove(code);
            return false;
        }
        hold(code);
        return code == KEY_F
                && (held.contains(KEY_LEFTCTRL) || held.contains(KEY_RIGHTCTRL))
                && (held.contains(KEY_LEFTALT) || held.contains(KEY_RIGHTALT));
    }

    /// Others do not matter, however many a compositor says are held.
    private void hold(int code) {
        if (MODIFIERS.contains(code)) {
            held.add(code);
        }
    }
}
