package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Proxy;

/// Hears what pointers, keyboards and fingers do, on the connection's thread. Each pointer and
/// keyboard is on one surface at a time: it enters, and leaves before it enters another, or when it
/// is taken away.
interface SeatListener {
    /// @param serial that setting its cursor needs
    /// @param x place on the surface in logical pixels, as are all
    void pointerEntered(SeatPointer pointer, Proxy<?> surface, int serial, double x, double y);

    void pointerMoved(SeatPointer pointer, Proxy<?> surface, double x, double y);

    /// @param serial that moving or resizing a window because of it needs
    /// @param code `BTN_...` of Linux's `input-event-codes.h`
    void pointerButton(
            SeatPointer pointer, Proxy<?> surface, int serial, int code, boolean pressed);

    /// @param up how far a wheel was turned away from the user; a notch is 120
    /// @param right how far to the right
    void pointerWheel(SeatPointer pointer, Proxy<?> surface, int up, int right);

    void pointerLeft(SeatPointer pointer, Proxy<?> surface);

    /// @param held `KEY_...` codes of Linux's `input-event-codes.h` of keys that are pressed
    ///   already, as many as the compositor likes
    void keyboardEntered(SeatKeyboard keyboard, Proxy<?> surface, int[] held);

    /// @param code `KEY_...`
    void key(SeatKeyboard keyboard, Proxy<?> surface, int code, boolean pressed);

    /// From now on it is not known which keys are pressed.
    void keyboardLeft(SeatKeyboard keyboard, Proxy<?> surface);

    /// @param id of the finger, among those on its touch screen
    void touchDown(SeatTouch touch, Proxy<?> surface, int id, double x, double y);

    /// @param surface that it was put on, wherever it is now
    void touchMoved(SeatTouch touch, Proxy<?> surface, int id, double x, double y);

    void touchUp(SeatTouch touch, Proxy<?> surface, int id);

    /// The compositor made something else of what all fingers on a surface did.
    void touchCancelled(SeatTouch touch, Proxy<?> surface);

    /// What was heard since the last of these happened together.
    void frame();
}
