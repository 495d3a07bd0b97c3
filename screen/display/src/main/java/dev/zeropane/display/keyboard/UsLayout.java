// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which key has which sign on a US keyboard: for who says what is written on a key (an X11
/// keysym), not where it is.
public final class UsLayout {
    /// A sign's key.
    ///
    /// @param code `KEY_...`
    /// @param shift whether Shift must be held for the sign; [Shift#ANY] for keys that are not
    ///   signs
    public record Place(int code, Shift shift) {
        /// Whether Caps Lock changes what the key means.
        public boolean isLetter() {
            return shift != Shift.ANY
                    && ((code >= 16 && code <= 25)
                            || (code >= 30 && code <= 38)
                            || (code >= 44 && code <= 50));
        }
    }

    /// What a sign needs of the Shift keys.
    public enum Shift {
        UP,
        DOWN,
        ANY
    }

    /// Keysyms of Unicode's characters that have no other are these and the character.
    private static final int UNICODE = 0x01000000;

    private static final Map<Integer, Place> PLACES = new HashMap<>();

    static {
        row(2, "1234567890-=", "!@#$%^&*()_+");
        row(16, "qwertyuiop[]", "QWERTYUIOP{}");
        row(30, "asdfghjkl;'`", "ASDFGHJKL:\"~");
        row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?");
        keys(0x20, 57); // space
        keys(0xff08, 14, 15); // BackSpace, Tab
        keys(0xfe20, 15); // ISO_Left_Tab
        keys(0xff0d, 28); // Return
        keys(0xff13, 119, 70, 99); // Pause, Scroll_Lock, Sys_Req
        keys(0xff1b, 1); // Escape
        keys(0xff20, 127); // Multi_key
        // Home, Left, Up, Right, Down, Page_Up, Page_Down, End
        keys(0xff50, 102, 105, 103, 106, 108, 104, 109, 107);
        keys(0xff61, 99); // Print
        keys(0xff63, 110); // Insert
        keys(0xff67, 127); // Menu
        keys(0xff6a, 138, 119); // Help, Break
        keys(0xff7f, 69); // Num_Lock
        keys(0xff80, 57); // KP_Space
        keys(0xff89, 15); // KP_Tab
        keys(0xff8d, 96); // KP_Enter
        // KP_Home, Left, Up, Right, Down, Page_Up, Page_Down, End, Begin, Insert, Delete
        keys(0xff95, 71, 75, 72, 77, 80, 73, 81, 79, 76, 82, 83);
        // KP_Multiply, Add, Separator, Subtract, Decimal, Divide, 0 to 9
        keys(0xffaa, 55, 78, 121, 74, 83, 98, 82, 79, 80, 81, 75, 76, 77, 71, 72, 73);
        keys(0xffbd, 117); // KP_Equal
        keys(0xffbe, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88); // F1 to F12
        keys(0xffca, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194); // F13 to F24
        // Shift, Control, Caps_Lock, Shift_Lock, Meta, Alt, Super, Hyper; left before right
        keys(0xffe1, 42, 54, 29, 97, 58, 58, 125, 126, 56, 100, 125, 126, 125, 126);
        keys(0xfe03, 100); // ISO_Level3_Shift
        keys(0xffff, 111); // Delete
        keys(0x1008ff11, 114, 113, 115); // XF86AudioLowerVolume, Mute, RaiseVolume
    }

    private UsLayout() {}

    private static void row(int first, String plain, String shifted) {
        for (int i = 0; i < plain.length(); i++) {
            PLACES.put((int) plain.charAt(i), new Place(first + i, Shift.UP));
            PLACES.put((int) shifted.charAt(i), new Place(first + i, Shift.DOWN));
        }
    }

    /// Keys of neighbouring keysyms.
    private static void keys(int first, int... codes) {
        for (int i = 0; i < codes.length; i++) {
            PLACES.put(first + i, new Place(codes[i], Shift.ANY));
        }
    }

    /// How a character is typed, if a US keyboard has it.
    static Optional<Stroke> stroke(int character, boolean capsLock) {
        return find(character)
                .filter(place -> place.shift() != Shift.ANY || character == ' ')
                .map(place -> {
                    boolean shift = place.shift() == Shift.DOWN;
                    boolean held = (place.isLetter() && capsLock) != shift;
                    return new Stroke(
                            held ? List.of(EvdevKeys.KEY_LEFTSHIFT) : List.of(), place.code());
                });
    }

    /// Where the sign is, if a US keyboard has it.
    public static Optional<Place> find(int keysym) {
        boolean unicode = (keysym & 0xff000000) == UNICODE;
        return Optional.ofNullable(PLACES.get(unicode ? keysym & 0xffffff : keysym));
    }
}
