// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A keyboard and a pointer that a test uses in a [Sway], as if somebody sat there. They are there
/// until it is closed. A call returns when the compositor has seen what was done, which its clients
/// then hear of on their own. One thread.
public final class VirtualInput implements AutoCloseable {
    public static final int KEY_LEFTSHIFT = 42;
    public static final int KEY_CAPSLOCK = 58;
    public static final int KEY_UP = 103;
    public static final int KEY_F13 = 183;
    public static final int BTN_LEFT = 0x110;

    private static final int CREATE = 0; // zwp_virtual_keyboard_manager_v1, and the pointers' too
    private static final int ZWP_VIRTUAL_KEYBOARD_V1_KEYMAP = 0;
    private static final int ZWP_VIRTUAL_KEYBOARD_V1_KEY = 1;
    private static final int XKB_V1 = 1;
    private static final int ZWLR_VIRTUAL_POINTER_V1_MOTION_ABSOLUTE = 1;
    private static final int ZWLR_VIRTUAL_POINTER_V1_BUTTON = 2;
    private static final int ZWLR_VIRTUAL_POINTER_V1_FRAME = 4;
    private static final int ZWLR_VIRTUAL_POINTER_V1_AXIS_SOURCE = 5;
    private static final int ZWLR_VIRTUAL_POINTER_V1_AXIS_DISCRETE = 7;
    private static final int WHEEL = 0;

    /// What the usual wheel says for a notch, in units of 1/256.
    private static final int NOTCH = 15 << 8;

    /// Codes of keys by the characters on a keyboard of the USA, row by row, the first of the row.
    private static final List<Row> ROWS =
            List.of(
                    new Row(2, "1234567890-=", "!@#$%^&*()_+"),
                    new Row(16, "qwertyuiop[]\n", "QWERTYUIOP{}"),
                    new Row(30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
                    new Row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
                    new Row(57, " ", ""));

    private final WaylandWire wire;
    private final int keyboard;
    private final int pointer;

    /// Neighbouring codes.
    private record Row(int first, String plain, String shifted) {}

    public VirtualInput(Sway sway) {
        wire = new WaylandWire(sway.socket());
        WaylandGlobals globals = new WaylandGlobals(wire);
        int seat = globals.bind("wl_seat", 1);
        int keyboards = globals.bind("zwp_virtual_keyboard_manager_v1", 1);
        int pointers = globals.bind("zwlr_virtual_pointer_manager_v1", 1);
        keyboard = wire.newId();
        wire.send(keyboards, CREATE, seat, keyboard);
        pointer = wire.newId();
        wire.send(pointers, CREATE, seat, pointer);
        sendKeymap();
        awaitCompositor();
    }

    private void sendKeymap() {
        byte[] text = (keymap() + '\0').getBytes(StandardCharsets.US_ASCII);
        try (Fd file = Memfd.create("keymap", text.length)) {
            try (Mapping mapping = Mapping.of(file, 0, text.length, Mapping.Access.READ_WRITE)) {
                mapping.segment().copyFrom(MemorySegment.ofArray(text));
            }
            wire.send(List.of(file), keyboard, ZWP_VIRTUAL_KEYBOARD_V1_KEYMAP, XKB_V1, text.length);
        }
    }

    /// All keys of evdev, whose codes xkb counts from 8, without a meaning: a guest gives them one.
    private static String keymap() {
        StringBuilder names = new StringBuilder();
        for (int code = 9; code <= 255; code++) {
            names.append("<I%d> = %d; ".formatted(code, code));
        }
        return """
        xkb_keymap {
          xkb_keycodes "evdev" { minimum = 8; maximum = 255; %s };
          xkb_types "none" { type "ONE_LEVEL" { modifiers = none; map[none] = Level1; }; };
          xkb_compat "none" { interpret Any { action = NoAction(); }; };
          xkb_symbols "none" { key <I9> { [ Escape ] }; };
        };
        """
                .formatted(names);
    }

    /// Presses and releases the keys for a text, in a guest with the layout of the USA.
    public void type(String text) {
        text.chars().forEach(this::type);
    }

    private void type(int character) {
        for (Row row : ROWS) {
            int plain = row.plain.indexOf(character);
            int shifted = row.shifted.indexOf(character);
            if (plain >= 0) {
                tap(row.first + plain);
                return;
            } else if (shifted >= 0) {
                key(KEY_LEFTSHIFT, true);
                tap(row.first + shifted);
                key(KEY_LEFTSHIFT, false);
                return;
            }
        }
        throw new IllegalArgumentException("no key for " + (char) character);
    }

    /// Presses and releases a key.
    public void tap(int code) {
        key(code, true);
        key(code, false);
    }

    /// @param code evdev's
    public void key(int code, boolean pressed) {
        wire.send(keyboard, ZWP_VIRTUAL_KEYBOARD_V1_KEY, now(), code, pressed ? 1 : 0);
        awaitCompositor();
    }

    /// Moves the pointer to a pixel of a screen of this size.
    public void move(int x, int y, int width, int height) {
        wire.send(pointer, ZWLR_VIRTUAL_POINTER_V1_MOTION_ABSOLUTE, now(), x, y, width, height);
        frame();
    }

    /// @param code evdev's
    public void button(int code, boolean pressed) {
        wire.send(pointer, ZWLR_VIRTUAL_POINTER_V1_BUTTON, now(), code, pressed ? 1 : 0);
        frame();
    }

    /// Turns a wheel.
    ///
    /// @param axis 0 the usual one, 1 the horizontal one
    /// @param notches down, or to the right
    public void wheel(int axis, int notches) {
        wire.send(pointer, ZWLR_VIRTUAL_POINTER_V1_AXIS_SOURCE, WHEEL);
        wire.send(
                pointer,
                ZWLR_VIRTUAL_POINTER_V1_AXIS_DISCRETE,
                now(),
                axis,
                notches * NOTCH,
                notches);
        frame();
    }

    private void frame() {
        wire.send(pointer, ZWLR_VIRTUAL_POINTER_V1_FRAME);
        awaitCompositor();
    }

    private void awaitCompositor() {
        wire.handleUntilDone(_ -> {});
    }

    /// In ms, from some time on.
    private static int now() {
        return (int) (System.nanoTime() / 1_000_000);
    }

    @Override
    public void close() {
        wire.close();
    }
}
