// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Names of Linux's `input-event-codes.h`, as far as they are used here. Keys are not among them,
/// because they are passed on by number.
final class Evdev {
    static final int EV_SYN = 0x00;
    static final int EV_KEY = 0x01;
    static final int EV_REL = 0x02;
    static final int EV_ABS = 0x03;
    static final int EV_LED = 0x11;
    static final int EV_REP = 0x14;

    static final int BTN_LEFT = 0x110;
    static final int BTN_RIGHT = 0x111;
    static final int BTN_MIDDLE = 0x112;
    static final int BTN_SIDE = 0x113;
    static final int BTN_EXTRA = 0x114;
    static final int BTN_TOUCH = 0x14a;

    static final int REL_HWHEEL = 0x06;
    static final int REL_WHEEL = 0x08;
    static final int REL_WHEEL_HI_RES = 0x0b;
    static final int REL_HWHEEL_HI_RES = 0x0c;

    static final int ABS_X = 0x00;
    static final int ABS_Y = 0x01;
    static final int ABS_MT_SLOT = 0x2f;
    static final int ABS_MT_POSITION_X = 0x35;
    static final int ABS_MT_POSITION_Y = 0x36;
    static final int ABS_MT_TRACKING_ID = 0x39;

    static final int LED_NUML = 0x00;
    static final int LED_CAPSL = 0x01;
    static final int LED_SCROLLL = 0x02;

    static final int REP_DELAY = 0x00;
    static final int REP_PERIOD = 0x01;

    static final int INPUT_PROP_DIRECT = 0x01;

    /// `BUS_VIRTUAL` of Linux's `input.h`.
    static final int BUS_VIRTUAL = 0x06;

    private Evdev() {}
}
