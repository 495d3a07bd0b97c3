// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

/// Hears what pointers, keyboards and fingers do to one surface, on the connection's thread. Each
/// pointer and keyboard is on one surface at a time: it enters, and leaves before it enters
/// another, or when it is taken away.
interface SeatListener {
    /// @param serial that setting its cursor needs
    /// @param x place on the surface in logical pixels, as are all
    void pointerEntered(SeatPointer pointer, int serial, double x, double y);

    void pointerMoved(SeatPointer pointer, double x, double y);

    /// @param serial that moving or resizing a window because of it needs
    /// @param code `BTN_...` of Linux's `input-event-codes.h`
    void pointerButton(SeatPointer pointer, int serial, int code, boolean pressed);

    /// @param up how far a wheel was turned away from the user; a notch is 120
    /// @param right how far to the right
    void pointerWheel(SeatPointer pointer, int up, int right);

    void pointerLeft(SeatPointer pointer);

    /// @param held `KEY_...` codes of Linux's `input-event-codes.h` of keys that are pressed
    ///   already, as many as the compositor likes
    void keyboardEntered(SeatKeyboard keyboard, int[] held);

    /// @param code `KEY_...`
    void key(SeatKeyboard keyboard, int code, boolean pressed);

    /// Releases are not heard from now on.
    void keyboardLeft(SeatKeyboard keyboard);

    /// @param id of the finger, among those on its touch screen
    void touchDown(SeatTouch touch, int id, double x, double y);

    /// A finger that was put on this surface moved, on it or beside it.
    void touchMoved(SeatTouch touch, int id, double x, double y);

    void touchUp(SeatTouch touch, int id);

    /// The compositor made something else of what all fingers on this surface did.
    void touchCancelled(SeatTouch touch);
}
