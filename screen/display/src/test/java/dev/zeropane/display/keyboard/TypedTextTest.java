// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.display.InputEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Texts as keys of layouts. The layouts but that of the USA are xkeyboard-config's.
final class TypedTextTest {
    private static final Path LAYOUTS = Path.of("/usr/share/X11/xkb/symbols");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// Keys as `held+key`, characters apart.
    private static String keys(String text, String layout, boolean capsLock) {
        return TypedText.of(text, layout(layout), layout, capsLock).stream()
                .flatMap(List::stream)
                .map(stroke ->
                        stroke.held().stream().map(key -> key + "+").collect(Collectors.joining())
                                + stroke.code())
                .collect(Collectors.joining(" "));
    }

    private static KeyLayout layout(String name) {
        boolean here =
                name.equals(XkbLayout.US) || Files.exists(LAYOUTS.resolve(name.substring(0, 2)));
        assumeTrue(here, "xkeyboard-config is not installed");
        return XkbLayout.of(name);
    }

    private static String keys(String text, String layout) {
        return keys(text, layout, false);
    }

    @Test
    void us_lettersSignsEnterAndTab() {
        assertEquals("30 42+30 2 42+2 57 15 28", keys("aA1! \t\n", "us"));
        assertEquals("28 28 28", keys("\n\r\n\r", "us"));
    }

    @Test
    void us_capsLock_turnsShiftOfLettersOnly() {
        assertEquals("42+30 30 2 42+2 42+39", keys("aA1!:", "us", true));
    }

    /// Both know it, by different ways.
    @Test
    void us_isTheSameAsXkeyboardConfigs() {
        String all = LETTERS + " 1234567890-=!@#$%^&*()_+[]{};':\"\\|`~,.<>/?";
        for (boolean capsLock : new boolean[] {false, true}) {
            assertEquals(keys(all, "us", capsLock), keys(all, "us:basic", capsLock));
        }
    }

    @Test
    void de_thirdLevelAndDeadKeys() {
        assertEquals("44 21 42+12 26 40", keys("yz?üä", "de"));
        assertEquals("100+16 100+18 100+86 100+8", keys("@€|{", "de"));
        assertEquals("13 18 41 57 42+13 42+30", keys("é^À", "de"));
        assertEquals("42+44", keys("y", "de", true));
    }

    @Test
    void fr_digitsNeedShift_withCapsLockToo() {
        assertEquals("16 42+2 2", keys("a1&", "fr"));
        assertEquals("26 18", keys("ê", "fr"));
    }

    @Test
    void variants_twoSpellings() {
        assertEquals("32", keys("e", "us:dvorak"));
        assertEquals("32", keys("e", "us(dvorak)"));
    }

    @Test
    void unknownCharacter_isNamed() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> keys("aß", "us")).getMessage();
        assertEquals(
                "the keyboard layout us has no \"ß\" (U+00DF), which is character 2 of the text",
                message);
        for (String text : List.of("\u001b", "\u202e", "\uff08", "\uffff", "\ud800", "😀")) {
            assertThrows(IllegalArgumentException.class, () -> keys(text, "us"), text);
            assertThrows(IllegalArgumentException.class, () -> keys(text, "de"), text);
        }
    }

    @Test
    void unknownLayout_saysWhatToDo() {
        for (String name : List.of("nosuch", "us:nosuch", "", "us,de", "../us", "us(", "us:%s")) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> XkbLayout.of(name), name)
                            .getMessage();
            assertTrue(message.contains("keyboard layout"), message);
        }
    }

    @Test
    void combinations_namesOfAllKinds() {
        assertEquals(new Stroke(List.of(29, 56), 60), combination("ctrl-alt-f2"));
        assertEquals(new Stroke(List.of(29, 56), 111), combination("Control_L-KEY_LEFTALT-Delete"));
        assertEquals(new Stroke(List.of(29), 12), combination("ctrl--"));
        assertEquals(Stroke.of(12), combination("-"));
        assertEquals(new Stroke(List.of(29, 42), 13), combination("ctrl-+"));
        assertEquals(new Stroke(List.of(42), 13), combination("shift-+"));
        assertEquals(Stroke.of(30), combination("A"));
        assertEquals(Stroke.of(127), combination("menu"));
        assertEquals(Stroke.of(139), combination("KEY_MENU"));
        assertEquals(new Stroke(List.of(29), 21), KeyCombination.parse("ctrl-z", layout("de")));
        for (String wrong : List.of("", "ctrl-", "ctrl+c", "f25", "ctrl-alt-", "ß", "--")) {
            assertThrows(IllegalArgumentException.class, () -> combination(wrong), wrong);
        }
    }

    private static Stroke combination(String text) {
        return KeyCombination.parse(text, KeyLayout.US);
    }

    @Test
    void names_allMeanWhatTheListSays() {
        for (String line : KeyNames.lines()) {
            String[] names = line.split("[ ,()]+", -1);
            for (String name : names) {
                if (!name.isEmpty()) {
                    assertEquals(KeyNames.code(names[0]), KeyNames.code(name), name);
                }
            }
        }
        assertEquals(183, KeyNames.code("F13").getAsInt());
        assertEquals(248, KeyNames.code("micmute").getAsInt());
        assertEquals(99, KeyNames.code("Print").getAsInt());
    }

    @Test
    void strokes_lastDownIsFirstUp() {
        Stroke stroke = new Stroke(List.of(29, 56), 60);
        assertEquals(
                List.of(
                        new InputEvent.Key(29, true),
                        new InputEvent.Key(56, true),
                        new InputEvent.Key(60, true)),
                stroke.down());
        assertEquals(
                List.of(
                        new InputEvent.Key(60, false),
                        new InputEvent.Key(56, false),
                        new InputEvent.Key(29, false)),
                stroke.up());
    }
}
