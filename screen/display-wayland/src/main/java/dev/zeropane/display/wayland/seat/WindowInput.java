// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.display.wayland.geometry.PictureArea;
import dev.zeropane.display.wayland.seat.Fingers.Finger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Handles the pointers, keyboards and fingers of one window: input on the picture goes to the
/// guest, input on the frame acts on the window, and so do hot keys.
///
/// A button that was pressed on the picture belongs to the guest until it is released, wherever the
/// pointer moves. So does a finger.
public final class WindowInput implements SeatListener, AutoCloseable {
    /// The window that gets the input.
    public interface Target {
        /// The part of the window at a place.
        Hit at(double x, double y);

        /// The place of the guest's picture.
        PictureArea picture();

        /// The pointer is now over this part of the window, or left it.
        void hover(Optional<Hit> part);
    }

    /// A pointer over the window.
    private static final class Hover {
        private final FrameClicks frame;
        private double x;
        private double y;
        private Hit hit = Hit.CONTENT;

        private Hover(FrameClicks frame) {
            this.frame = frame;
        }
    }

    private final Target window;
    private final WindowActions actions;
    private final PointerCursor cursor;
    private final GuestInput guest;
    private final ShortcutsInhibit shortcuts;
    private final Map<SeatPointer, Hover> pointers = new HashMap<>();
    private final Map<SeatKeyboard, HotKeys> keyboards = new HashMap<>();

    /// @param cursor closed with this object, as is `shortcuts`
    public WindowInput(
            Target window,
            WindowActions actions,
            PointerCursor cursor,
            GuestInput guest,
            ShortcutsInhibit shortcuts) {
        this.window = window;
        this.actions = actions;
        this.cursor = cursor;
        this.guest = guest;
        this.shortcuts = shortcuts;
    }

    public void setGuestCursor(Cursor set) {
        cursor.setGuestCursor(set);
    }

    /// @param pixels pixels of the screen in a logical pixel
    public void setScale(double pixels) {
        cursor.setScale(pixels);
    }

    @Override
    public void pointerEntered(SeatPointer pointer, int serial, double x, double y) {
        Hover hover = new Hover(new FrameClicks(actions));
        pointers.put(pointer, hover);
        move(pointer, hover, x, y);
        cursor.entered(pointer.proxy(), serial, hover.hit);
    }

    @Override
    public void pointerMoved(SeatPointer pointer, double x, double y) {
        Hover hover = pointers.get(pointer);
        if (hover != null) {
            move(pointer, hover, x, y);
            cursor.moved(pointer.proxy(), hover.hit);
        }
    }

    private void move(SeatPointer pointer, Hover hover, double x, double y) {
        hover.x = x;
        hover.y = y;
        updateHit(pointer, hover);
        if (isGuests(pointer, hover)) {
            guest.movePointer(window.picture().place(x, y));
        }
    }

    private void updateHit(SeatPointer pointer, Hover hover) {
        hover.hit = guest.isHolding(pointer) ? Hit.CONTENT : window.at(hover.x, hover.y);
        window.hover(Optional.of(hover.hit));
    }

    /// Whether the guest gets the pointer's input.
    private boolean isGuests(SeatPointer pointer, Hover hover) {
        return guest.isHolding(pointer) || isPicture(hover.hit, hover.x, hover.y);
    }

    private boolean isPicture(Hit hit, double x, double y) {
        return hit == Hit.CONTENT && window.picture().contains(x, y);
    }

    @Override
    public void pointerButton(SeatPointer pointer, int serial, int code, boolean pressed) {
        Hover hover = pointers.get(pointer);
        if (hover == null) {
            return;
        }
        if (pressed ? isGuests(pointer, hover) : guest.isHeld(pointer, code)) {
            guest.button(pointer, code, pressed);
            updateHit(pointer, hover);
            cursor.moved(pointer.proxy(), hover.hit);
        } else {
            hover.frame.button(hover.hit, hover.x, hover.y, pointer.seat(), serial, code, pressed);
        }
    }

    @Override
    public void pointerWheel(SeatPointer pointer, int up, int right) {
        Hover hover = pointers.get(pointer);
        if (hover != null && isGuests(pointer, hover)) {
            guest.wheel(up, right);
        }
    }

    @Override
    public void pointerLeft(SeatPointer pointer) {
        if (pointers.remove(pointer) != null) {
            guest.releaseButtons(pointer);
            cursor.left(pointer.proxy());
            window.hover(Optional.empty());
        }
    }

    /// Keys that are down already were not meant for the guest, which does not get them.
    @Override
    public void keyboardEntered(SeatKeyboard keyboard, int[] held) {
        HotKeys keys = new HotKeys();
        keys.entered(held);
        keyboards.put(keyboard, keys);
        shortcuts.focused(keyboard.seat());
    }

    @Override
    public void key(SeatKeyboard keyboard, int code, boolean pressed) {
        HotKeys keys = keyboards.get(keyboard);
        if (keys != null) {
            keys.key(code, pressed)
                    .ifPresentOrElse(
                            action -> act(action, keyboard.seat()),
                            () -> guest.key(keyboard, code, pressed));
        }
    }

    private void act(HotKeys.Action action, Seat seat) {
        switch (action) {
            case TOGGLE_FULLSCREEN -> actions.toggleFullscreen();
            case TOGGLE_GRAB -> shortcuts.toggle(seat);
        }
    }

    @Override
    public void keyboardLeft(SeatKeyboard keyboard) {
        if (keyboards.remove(keyboard) != null) {
            guest.releaseKeys(keyboard);
        }
    }

    @Override
    public void touchDown(SeatTouch touch, int id, double x, double y) {
        if (isPicture(window.at(x, y), x, y)) {
            guest.touchDown(new Finger(this, touch, id), window.picture().place(x, y));
        }
    }

    @Override
    public void touchMoved(SeatTouch touch, int id, double x, double y) {
        guest.touchMove(new Finger(this, touch, id), window.picture().place(x, y));
    }

    @Override
    public void touchUp(SeatTouch touch, int id) {
        guest.touchUp(new Finger(this, touch, id));
    }

    @Override
    public void touchCancelled(SeatTouch touch) {
        guest.touchCancel(finger -> finger.window() == this && finger.screen() == touch);
    }

    /// Releases everything that is pressed on the window, before it is destroyed.
    @Override
    public void close() {
        pointers.keySet().forEach(guest::releaseButtons);
        keyboards.keySet().forEach(guest::releaseKeys);
        guest.touchCancel(finger -> finger.window() == this);
        guest.sendFrame();
        pointers.clear();
        keyboards.clear();
        shortcuts.close();
        cursor.close();
    }
}
