// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import dev.zeropane.linux.keymap.Keymap;
import dev.zeropane.linux.keymap.MissingLibraryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A layout of X11 and Wayland. Which keys make which characters is found by trying them all, with
/// Shift and the like held or not, as a guest would see it.
public final class XkbLayout implements KeyLayout {
    /// The layout that needs nothing to be installed.
    public static final String US = "us";

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_-]{1,32})(?:[:(]([A-Za-z0-9_-]{1,32})\\)?)?");

    private static final int LAST_TRIED = 127;
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;
    private static final int ISO_LEVEL3_SHIFT = 0xfe03;
    private static final int ISO_LEVEL5_SHIFT = 0xfe11;

    /// How one state of Caps Lock makes characters.
    ///
    /// @param characters strokes by the characters they make
    /// @param dead strokes of dead keys, by their keysyms
    private record Strokes(Map<Integer, Stroke> characters, Map<Integer, Stroke> dead) {
        /// What was added first is kept.
        void add(int keysym, Stroke stroke) {
            int character = Keymap.character(keysym);
            if (DeadKeys.isDead(keysym)) {
                dead.putIfAbsent(keysym, stroke);
            } else if (character >= FIRST_PRINTABLE && character != DELETE) {
                characters.putIfAbsent(character, stroke);
            }
        }
    }

    private final Strokes plain;
    private final Strokes capsLocked;

    private XkbLayout(Keymap keymap) {
        plain = tried(keymap, false);
        capsLocked = tried(keymap, true);
    }

    /// A layout by its name.
    ///
    /// @param name `layout`, `layout:variant` or `layout(variant)`, as `de`, `us:dvorak`
    /// @throws IllegalArgumentException if there is none, saying what to do
    public static KeyLayout of(String name) {
        if (name.equals(US)) {
            return KeyLayout.US;
        }
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no keyboard layout: it is named as de, or us:dvorak with a variant"
                            .formatted(name));
        }
        String variant = Optional.ofNullable(parts.group(2)).orElse("");
        try (Keymap keymap =
                Keymap.of(parts.group(1), variant)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "there is no keyboard layout %s here: \"localectl list-x11-keymap-layouts\" names them, \"list-x11-keymap-variants\" their variants; they are of xkeyboard-config (Debian: apt install xkb-data)"
                                                .formatted(name)))) {
            return new XkbLayout(keymap);
        } catch (MissingLibraryException e) {
            throw new IllegalArgumentException(
                    "no keyboard layout but us is known here, as %s: install libxkbcommon (Debian: apt install libxkbcommon0 xkb-data)"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /// The keys of characters that every keyboard has: not the keypad, as Num Lock changes it.
    private static boolean isCommon(int code) {
        return code < EvdevKeys.KEY_CAPSLOCK && code != EvdevKeys.KEY_KPASTERISK;
    }

    /// Keys that some have.
    private static boolean isRare(int code) {
        return code > EvdevKeys.KEY_KPDOT;
    }

    private static Strokes tried(Keymap keymap, boolean capsLock) {
        Strokes strokes = new Strokes(new HashMap<>(), new HashMap<>());
        List<List<Integer>> combinations = combinations(modifiers(keymap));
        for (IntPredicate keys : List.<IntPredicate>of(XkbLayout::isCommon, XkbLayout::isRare)) {
            for (List<Integer> held : combinations) {
                keymap.reset();
                if (capsLock) {
                    keymap.press(EvdevKeys.KEY_CAPSLOCK);
                    keymap.release(EvdevKeys.KEY_CAPSLOCK);
                }
                held.forEach(keymap::press);
                IntStream.rangeClosed(1, LAST_TRIED)
                        .filter(keys)
                        .filter(code -> !held.contains(code))
                        .forEach(code -> strokes.add(keymap.keysym(code), new Stroke(held, code)));
            }
        }
        return strokes;
    }

    /// The keys that choose between the characters of one key: Shift, and those of the third and
    /// fifth level, AltGr mostly.
    private static List<Integer> modifiers(Keymap keymap) {
        List<Integer> modifiers = new ArrayList<>();
        modifiers.add(EvdevKeys.KEY_LEFTSHIFT);
        keymap.reset();
        find(keymap, ISO_LEVEL3_SHIFT).ifPresent(modifiers::add);
        find(keymap, ISO_LEVEL5_SHIFT).ifPresent(modifiers::add);
        return modifiers;
    }

    private static Optional<Integer> find(Keymap keymap, int keysym) {
        if (keymap.keysym(EvdevKeys.KEY_RIGHTALT) == keysym) {
            return Optional.of(EvdevKeys.KEY_RIGHTALT);
        }
        for (int code = 1; code <= LAST_TRIED; code++) {
            if (keymap.keysym(code) == keysym) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /// All subsets, those of fewer keys first.
    private static List<List<Integer>> combinations(List<Integer> keys) {
        List<List<Integer>> all = new ArrayList<>();
        all.add(List.of());
        for (int key : keys) {
            for (List<Integer> before : List.copyOf(all)) {
                List<Integer> with = new ArrayList<>(before);
                with.add(key);
                all.add(with);
            }
        }
        all.sort((one, other) -> Integer.compare(one.size(), other.size()));
        return all;
    }

    @Override
    public Optional<List<Stroke>> find(int character, boolean capsLock) {
        Strokes strokes = capsLock ? capsLocked : plain;
        return Optional.ofNullable(strokes.characters.get(character))
                .map(List::of)
                .or(() -> DeadKeys.find(character, strokes.dead, strokes.characters));
    }
}
