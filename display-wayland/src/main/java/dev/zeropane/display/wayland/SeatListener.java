package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Proxy;

/// Hears what pointers and keyboards do, on the connection's thread. Each of them is on one surface
/// at a time: it enters, and leaves before it enters another, or when it is taken away.
interface SeatListener {
    /// @param serial that setting its cursor needs
    /// @param x place on the surface in logical pixels, as are all
    void pointerEntered(SeatPointer pointer, Proxy<?> surface, int serial, double x, double y);

    void pointerMoved(SeatPointer pointer, Proxy<?> surface, double x, double y);

    /// @param serial that moving or resizing a window because of it needs
    /// @param code `BTN_...` of Linux's `input-event-codes.h`
    void pointerButton(
            SeatPointer pointer, Proxy<?> surface, int serial, int code, boolean pressed);

    void pointerLeft(SeatPointer pointer, Proxy<?> surface);

    /// @param held `KEY_...` codes of Linux's `input-event-codes.h` of keys that are pressed
    ///   already, as many as the compositor likes
    void keyboardEntered(SeatKeyboard keyboard, Proxy<?> surface, int[] held);

    /// @param code `KEY_...`
    void key(SeatKeyboard keyboard, Proxy<?> surface, int code, boolean pressed);

    /// From now on it is not known which keys are pressed.
    void keyboardLeft(SeatKeyboard keyboard, Proxy<?> surface);
}
