// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

/// Keys and buttons by the names of Linux's `input-event-codes.h`: those that more than one table,
/// or what is done with them, needs.
public final class EvdevKeys {
    public static final int FIRST_KEY = 1;

    /// `KEY_MICMUTE`; later codes are for remote controls and phones, or are not keys.
    public static final int LAST_KEY = 248;

    public static final int KEY_TAB = 15;
    public static final int KEY_ENTER = 28;
    public static final int KEY_LEFTSHIFT = 42;
    public static final int KEY_RIGHTSHIFT = 54;
    public static final int KEY_KPASTERISK = 55;
    public static final int KEY_CAPSLOCK = 58;
    public static final int KEY_KPDOT = 83;
    public static final int KEY_RIGHTALT = 100;

    public static final int BTN_LEFT = 0x110;
    public static final int BTN_RIGHT = 0x111;
    public static final int BTN_MIDDLE = 0x112;
    public static final int BTN_SIDE = 0x113;
    public static final int BTN_EXTRA = 0x114;

    private EvdevKeys() {}

    /// Whether a key of a PC may have this code; not all of them have a key.
    public static boolean isKey(int code) {
        return code >= FIRST_KEY && code <= LAST_KEY;
    }

    public static boolean isButton(int code) {
        return code >= BTN_LEFT && code <= BTN_EXTRA;
    }
}
