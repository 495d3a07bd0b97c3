// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import static dev.zeropane.wayland.protocol.WlSeat.CAPABILITY_KEYBOARD;
import static dev.zeropane.wayland.protocol.WlSeat.CAPABILITY_POINTER;
import static dev.zeropane.wayland.protocol.WlSeat.CAPABILITY_TOUCH;

import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.NativeBytes;
import dev.zeropane.testkit.wayland.server.Server;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.testkit.wayland.surface.SurfaceWatcher;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlTouch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one seat: which devices there are, where the focus is, and every client's objects for it.
public final class Seats implements SurfaceWatcher {
    private static final int REPEAT_RATE = 25;
    private static final int REPEAT_DELAY = 600;

    /// The least that xkbcommon takes: one key, `KEY_A` (30), 8 more in its numbers.
    private static final String KEYMAP =
            """
            xkb_keymap {
            xkb_keycodes { minimum = 8; maximum = 255; <AC01> = 38; };
            xkb_types {
              type "ONE_LEVEL" { modifiers = none; level_name[Level1] = "Any"; };
            };
            xkb_compatibility { };
            xkb_symbols { key <AC01> { [ a ] }; };
            };
            """;

    private final Server server;
    private final List<Seat> seats = new ArrayList<>();
    private final List<Pointer> pointers = new ArrayList<>();
    private final List<Keyboard> keyboards = new ArrayList<>();
    private final List<Touch> touches = new ArrayList<>();

    /// By their numbers, and whose they are until they are lifted.
    private final Map<Integer, Surface> fingers = new LinkedHashMap<>();

    private int capabilities;
    private int everHad;
    private String keymap = KEYMAP;
    private Optional<Surface> underPointer = Optional.empty();
    private Optional<Surface> withKeys = Optional.empty();
    private Optional<Pointer.Cursor> cursor = Optional.empty();
    private int enterSerial;

    public Seats(Server server, int capabilities) {
        this.server = server;
        this.capabilities = capabilities;
        this.everHad = capabilities;
    }

    public static Seats of(Server server) {
        return server.part(Seats.class);
    }

    public int capabilities() {
        return capabilities;
    }

    int everHad() {
        return everHad;
    }

    /// What the client under the pointer wants it to look like; nothing if it has not said.
    public Optional<Pointer.Cursor> cursor() {
        return cursor;
    }

    public void add(Seat seat) {
        seats.add(seat);
    }

    public void remove(Seat seat) {
        seats.remove(seat);
    }

    public void add(Pointer pointer) {
        pointers.add(pointer);
    }

    public void remove(Pointer pointer) {
        pointers.remove(pointer);
    }

    public void add(Keyboard keyboard) {
        keyboards.add(keyboard);
        keyboard.keymap(keymap);
        keyboard.event(WlKeyboard.Event.REPEAT_INFO, REPEAT_RATE, REPEAT_DELAY);
    }

    public void remove(Keyboard keyboard) {
        keyboards.remove(keyboard);
    }

    public void add(Touch touch) {
        touches.add(touch);
    }

    public void remove(Touch touch) {
        touches.remove(touch);
    }

    /// Devices come and go. The focus is lost with the device.
    public void capabilities(int now) {
        if ((now & CAPABILITY_POINTER) == 0) {
            pointerLeave();
        }
        if ((now & CAPABILITY_KEYBOARD) == 0) {
            keyboardLeave();
        }
        if ((now & CAPABILITY_TOUCH) == 0) {
            touchCancel();
        }
        capabilities = now;
        everHad |= now;
        seats.forEach(Seat::capabilities);
    }

    public void keymap(String text) {
        keymap = text;
        keyboards.forEach(keyboard -> keyboard.keymap(text));
    }

    /// Clients may only choose the cursor of the pointer's last visit.
    public void cursor(int serial, Pointer.Cursor chosen) {
        server.tally().cursorSet();
        if (serial == enterSerial && underPointer.isPresent()) {
            cursor = Optional.of(chosen);
        }
    }

    public void pointerEnter(Surface surface, double x, double y) {
        pointerLeave();
        underPointer = Optional.of(surface);
        enterSerial = server.nextSerial();
        pointer(WlPointer.Event.ENTER, enterSerial, surface, x, y);
        pointer(WlPointer.Event.FRAME);
    }

    public void pointerLeave() {
        underPointer.ifPresent(surface -> {
            pointer(WlPointer.Event.LEAVE, server.nextSerial(), surface);
            pointer(WlPointer.Event.FRAME);
        });
        underPointer = Optional.empty();
        cursor = Optional.empty();
    }

    /// An event for the client under the pointer.
    public void pointer(WlPointer.Event event, Object... values) {
        underPointer.ifPresent(surface ->
                pointers.stream()
                        .filter(pointer -> pointer.client() == surface.client())
                        .forEach(pointer -> pointer.event(event, values)));
    }

    public void keyboardEnter(Surface surface, Collection<Integer> pressed) {
        keyboardLeave();
        server.part(FocusWatcher.class).focusComes(surface.client());
        withKeys = Optional.of(surface);
        byte[] keys = NativeBytes.words(pressed);
        keyboard(WlKeyboard.Event.ENTER, server.nextSerial(), surface, keys);
        keyboard(WlKeyboard.Event.MODIFIERS, server.nextSerial(), 0, 0, 0, 0);
    }

    /// The client whose window has the keyboard's focus.
    public Optional<Client> withKeys() {
        return withKeys.map(Surface::client);
    }

    public void keyboardLeave() {
        withKeys.ifPresent(
                surface -> keyboard(WlKeyboard.Event.LEAVE, server.nextSerial(), surface));
        withKeys = Optional.empty();
    }

    /// An event for the client with the keyboard's focus.
    public void keyboard(WlKeyboard.Event event, Object... values) {
        withKeys.ifPresent(surface ->
                keyboards.stream()
                        .filter(keyboard -> keyboard.client() == surface.client())
                        .forEach(keyboard -> keyboard.event(event, values)));
    }

    public void touchDown(Surface surface, int id, double x, double y) {
        fingers.put(id, surface);
        touch(surface, WlTouch.Event.DOWN, server.nextSerial(), now(), surface, id, x, y);
    }

    public void touchMotion(int id, double x, double y) {
        Optional.ofNullable(fingers.get(id))
                .ifPresent(surface -> touch(surface, WlTouch.Event.MOTION, now(), id, x, y));
    }

    public void touchUp(int id) {
        Optional.ofNullable(fingers.remove(id))
                .ifPresent(surface ->
                        touch(surface, WlTouch.Event.UP, server.nextSerial(), now(), id));
    }

    public void touchFrame() {
        touches.forEach(touch -> touch.event(WlTouch.Event.FRAME));
    }

    /// What the fingers did is taken for something else, of the compositor's.
    public void touchCancel() {
        if (!fingers.isEmpty()) {
            fingers.clear();
            touches.forEach(touch -> touch.event(WlTouch.Event.CANCEL));
        }
    }

    private void touch(Surface surface, WlTouch.Event event, Object... values) {
        touches.stream()
                .filter(touch -> touch.client() == surface.client())
                .forEach(touch -> touch.event(event, values));
    }

    private static int now() {
        return (int) (System.nanoTime() / 1_000_000);
    }

    /// There is nobody to be told.
    @Override
    public void surfaceGone(Surface surface) {
        fingers.values().removeIf(it -> it == surface);
        if (underPointer.filter(it -> it == surface).isPresent()) {
            underPointer = Optional.empty();
            cursor = Optional.empty();
        }
        if (withKeys.filter(it -> it == surface).isPresent()) {
            withKeys = Optional.empty();
        }
        cursor = cursor.filter(it -> it.surface().filter(shown -> shown == surface).isEmpty());
    }
}
