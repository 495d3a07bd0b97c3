// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.input;

/// Keys and buttons by the names of Linux's `input-event-codes.h`: those that more than one table
/// here, or what is done with them, needs.
final class EvdevKeys {
    static final int KEY_LEFTSHIFT = 42;
    static final int KEY_RIGHTSHIFT = 54;

    static final int BTN_LEFT = 0x110;
    static final int BTN_RIGHT = 0x111;
    static final int BTN_MIDDLE = 0x112;
    static final int BTN_SIDE = 0x113;
    static final int BTN_EXTRA = 0x114;

    private EvdevKeys() {}
}
