// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// Hears of the pointers, keyboards and fingers on one surface, on the connection's thread. Each
/// pointer and keyboard is on one surface at a time: it leaves before it enters another one, and
/// when it is removed.
interface SeatListener {
    /// @param serial needed to set the cursor
    /// @param x on the surface in logical pixels, like all coordinates here
    void pointerEntered(SeatPointer pointer, int serial, double x, double y);

    void pointerMoved(SeatPointer pointer, double x, double y);

    /// @param serial needed to move or resize the window
    /// @param code `BTN_...` of Linux's `input-event-codes.h`
    void pointerButton(SeatPointer pointer, int serial, int code, boolean pressed);

    /// @param up how far a wheel was turned away from the user; a notch is 120
    /// @param right how far to the right
    void pointerWheel(SeatPointer pointer, int up, int right);

    void pointerLeft(SeatPointer pointer);

    /// @param held `KEY_...` codes of Linux's `input-event-codes.h` of the keys that are down
    ///   already; the compositor may send any number
    void keyboardEntered(SeatKeyboard keyboard, int[] held);

    /// @param code `KEY_...`
    void key(SeatKeyboard keyboard, int code, boolean pressed);

    /// The keyboard's focus left: releases are not heard from now on.
    void keyboardLeft(SeatKeyboard keyboard);

    /// @param id of the finger, among those on its touch screen
    void touchDown(SeatTouch touch, int id, double x, double y);

    /// A finger that was put on this surface moved, on it or beside it.
    void touchMoved(SeatTouch touch, int id, double x, double y);

    void touchUp(SeatTouch touch, int id);

    /// The compositor took the touches on this surface for a gesture of its own.
    void touchCancelled(SeatTouch touch);
}
