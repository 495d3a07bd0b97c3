// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.input;

import java.util.Map;
import java.util.OptionalInt;

/// From the scan codes that clients send (set 1 of PC keyboards, where those that begin with e0
/// have bit 7 set instead) to Linux's codes for keys, which are the same for most of the first
/// keyboards' 83 keys.
final class ScanCodes {
    private static final int LAST_OF_THE_FIRST = 0x53;

    private static final Map<Integer, Integer> OTHERS =
            Map.ofEntries(
                    Map.entry(0x54, 99), // SYSRQ
                    Map.entry(0x56, 86), // 102ND
                    Map.entry(0x57, 87), // F11
                    Map.entry(0x58, 88), // F12
                    Map.entry(0x59, 117), // KPEQUAL
                    Map.entry(0x5d, 183), // F13
                    Map.entry(0x5e, 184), // F14
                    Map.entry(0x5f, 185), // F15
                    Map.entry(0x70, 93), // KATAKANAHIRAGANA
                    Map.entry(0x71, 123), // HANJA
                    Map.entry(0x72, 122), // HANGEUL
                    Map.entry(0x73, 89), // RO
                    Map.entry(0x76, 85), // ZENKAKUHANKAKU
                    Map.entry(0x77, 91), // HIRAGANA
                    Map.entry(0x78, 90), // KATAKANA
                    Map.entry(0x79, 92), // HENKAN
                    Map.entry(0x7b, 94), // MUHENKAN
                    Map.entry(0x7d, 124), // YEN
                    Map.entry(0x7e, 121), // KPCOMMA
                    Map.entry(0x90, 165), // PREVIOUSSONG
                    Map.entry(0x99, 163), // NEXTSONG
                    Map.entry(0x9c, 96), // KPENTER
                    Map.entry(0x9d, 97), // RIGHTCTRL
                    Map.entry(0xa0, 113), // MUTE
                    Map.entry(0xa1, 140), // CALC
                    Map.entry(0xa2, 164), // PLAYPAUSE
                    Map.entry(0xa4, 166), // STOPCD
                    Map.entry(0xae, 114), // VOLUMEDOWN
                    Map.entry(0xb0, 115), // VOLUMEUP
                    Map.entry(0xb2, 172), // HOMEPAGE
                    Map.entry(0xb5, 98), // KPSLASH
                    Map.entry(0xb7, 99), // SYSRQ
                    Map.entry(0xb8, 100), // RIGHTALT
                    Map.entry(0xc6, 119), // PAUSE
                    Map.entry(0xc7, 102), // HOME
                    Map.entry(0xc8, 103), // UP
                    Map.entry(0xc9, 104), // PAGEUP
                    Map.entry(0xcb, 105), // LEFT
                    Map.entry(0xcd, 106), // RIGHT
                    Map.entry(0xcf, 107), // END
                    Map.entry(0xd0, 108), // DOWN
                    Map.entry(0xd1, 109), // PAGEDOWN
                    Map.entry(0xd2, 110), // INSERT
                    Map.entry(0xd3, 111), // DELETE
                    Map.entry(0xdb, 125), // LEFTMETA
                    Map.entry(0xdc, 126), // RIGHTMETA
                    Map.entry(0xdd, 127), // COMPOSE
                    Map.entry(0xde, 116), // POWER
                    Map.entry(0xdf, 142), // SLEEP
                    Map.entry(0xe3, 143), // WAKEUP
                    Map.entry(0xe5, 217), // SEARCH
                    Map.entry(0xe6, 156), // BOOKMARKS
                    Map.entry(0xe7, 173), // REFRESH
                    Map.entry(0xe8, 128), // STOP
                    Map.entry(0xe9, 159), // FORWARD
                    Map.entry(0xea, 158), // BACK
                    Map.entry(0xeb, 157), // COMPUTER
                    Map.entry(0xec, 155), // MAIL
                    Map.entry(0xed, 226)); // MEDIA

    private ScanCodes() {}

    /// Linux's code for the key, if it is a known one.
    static OptionalInt key(int scanCode) {
        if (scanCode >= 1 && scanCode <= LAST_OF_THE_FIRST) {
            return OptionalInt.of(scanCode);
        }
        Integer key = OTHERS.get(scanCode);
        return key == null ? OptionalInt.empty() : OptionalInt.of(key);
    }
}
