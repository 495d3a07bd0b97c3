// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// Names of keys: Linux's own (`KEY_...`), and what QEMU, libvirt and X11 call them.
public final class KeyNames {
    /// What Linux's names begin with, if somebody wants to be exact.
    private static final String PREFIX = "key_";

    /// Linux's names, from code 1; `_` where there is none.
    private static final String LINUX =
            """
            esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u i o p leftbrace
            rightbrace enter leftctrl a s d f g h j k l semicolon apostrophe grave leftshift
            backslash z x c v b n m comma dot slash rightshift kpasterisk leftalt space capslock
            f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 numlock scrolllock kp7 kp8 kp9 kpminus kp4 kp5 kp6
            kpplus kp1 kp2 kp3 kp0 kpdot _ zenkakuhankaku 102nd f11 f12 ro katakana hiragana
            henkan katakanahiragana muhenkan kpjpcomma kpenter rightctrl kpslash sysrq rightalt
            linefeed home up pageup left right end down pagedown insert delete macro mute
            volumedown volumeup power kpequal kpplusminus pause scale kpcomma hangeul hanja yen
            leftmeta rightmeta compose stop again props undo front copy open paste find cut help
            menu calc setup sleep wakeup file sendfile deletefile xfer prog1 prog2 www msdos
            coffee rotate_display cyclewindows mail bookmarks computer back forward closecd
            ejectcd ejectclosecd nextsong playpause previoussong stopcd record rewind phone iso
            config homepage refresh exit move edit scrollup scrolldown kpleftparen kprightparen
            new redo f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 _ _ _ _ _ playcd pausecd
            prog3 prog4 all_applications suspend close play fastforward bassboost print hp
            camera sound question email chat search connect finance sport shop alterase cancel
            brightnessdown brightnessup media switchvideomode kbdillumtoggle kbdillumdown
            kbdillumup send reply forwardmail save documents battery bluetooth wlan uwb unknown
            video_next video_prev brightness_cycle brightness_auto display_off wwan rfkill
            micmute
            """;

    /// Other names, and Linux's.
    private static final String OTHERS =
            """
            escape=esc return=enter ret=enter spc=space bksp=backspace del=delete ins=insert
            pgup=pageup page_up=pageup prior=pageup pgdn=pagedown page_down=pagedown
            next=pagedown ctrl=leftctrl control=leftctrl ctrl_l=leftctrl control_l=leftctrl
            ctrl_r=rightctrl control_r=rightctrl alt=leftalt alt_l=leftalt alt_r=rightalt
            altgr=rightalt iso_level3_shift=rightalt shift=leftshift shift_l=leftshift
            shift_r=rightshift meta=leftmeta meta_l=leftmeta super=leftmeta super_l=leftmeta
            win=leftmeta meta_r=rightmeta super_r=rightmeta caps_lock=capslock num_lock=numlock
            scroll_lock=scrolllock print=sysrq printscreen=sysrq print_screen=sysrq
            sys_req=sysrq break=pause menu=compose multi_key=compose grave_accent=grave
            quoteleft=grave bracket_left=leftbrace bracketleft=leftbrace
            bracket_right=rightbrace bracketright=rightbrace period=dot less=102nd kp_0=kp0
            kp_1=kp1 kp_2=kp2 kp_3=kp3 kp_4=kp4 kp_5=kp5 kp_6=kp6 kp_7=kp7 kp_8=kp8 kp_9=kp9
            kp_enter=kpenter kp_add=kpplus kp_subtract=kpminus kp_multiply=kpasterisk
            asterisk=kpasterisk kp_divide=kpslash kp_decimal=kpdot kp_equal=kpequal
            kp_equals=kpequal kp_separator=kpcomma kp_comma=kpcomma lf=linefeed
            henkan_mode=henkan hiragana_katakana=katakanahiragana zenkaku_hankaku=zenkakuhankaku
            lang1=hangeul lang2=hanja audiomute=mute audionext=nextsong audioprev=previoussong
            audioplay=playpause audiostop=stopcd calculator=calc ac_home=homepage ac_back=back
            ac_forward=forward ac_refresh=refresh ac_bookmarks=bookmarks wake=wakeup
            mediaselect=media xf86audiomute=mute xf86audiolowervolume=volumedown
            xf86audioraisevolume=volumeup xf86audioplay=playpause xf86audionext=nextsong
            xf86audioprev=previoussong xf86poweroff=power xf86sleep=sleep
            """;

    private static final Map<String, Integer> CODES = new LinkedHashMap<>();
    private static final Map<String, String> ALIASES = new LinkedHashMap<>();

    static {
        int code = 0;
        for (String name : words(LINUX)) {
            code++;
            if (!name.equals("_")) {
                CODES.put(name, code);
            }
        }
        for (String pair : words(OTHERS)) {
            int end = pair.indexOf('=');
            ALIASES.put(pair.substring(0, end), pair.substring(end + 1));
        }
    }

    private KeyNames() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1));
    }

    /// The code of a key, whose name may be written in capitals.
    public static OptionalInt code(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        String linux =
                small.startsWith(PREFIX)
                        ? small.substring(PREFIX.length())
                        : ALIASES.getOrDefault(small, small);
        Integer code = CODES.get(linux);
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /// A line for each key: its Linux name, and the others.
    public static List<String> lines() {
        List<String> lines = new ArrayList<>();
        // Some of Linux's names are better known for other keys.
        CODES.keySet()
                .forEach(name -> lines.add(ALIASES.containsKey(name) ? PREFIX + name : line(name)));
        return lines;
    }

    private static String line(String name) {
        List<String> others =
                ALIASES.entrySet().stream()
                        .filter(alias -> alias.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .toList();
        return others.isEmpty() ? name : name + " (" + String.join(", ", others) + ")";
    }
}
