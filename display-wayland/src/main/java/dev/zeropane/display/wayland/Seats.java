package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The compositor's seats: what happens on a window goes to that window.
final class Seats implements SeatListener {
    private final Function<Proxy<?>, Optional<? extends SeatListener>> windows;
    private final GuestInput guest;
    private final Map<Globals.Global, Seat> all = new HashMap<>();

    /// @param windows who hears of a surface, if it is a window
    /// @param guest what windows make of what they hear
    Seats(Function<Proxy<?>, Optional<? extends SeatListener>> windows, GuestInput guest) {
        this.windows = windows;
        this.guest = guest;
    }

    void added(Globals globals, Globals.Global global) {
        all.put(global, new Seat(globals, global, this));
    }

    void removed(Globals.Global global) {
        Optional.ofNullable(all.remove(global)).ifPresent(Seat::close);
    }

    private void on(Proxy<?> surface, Consumer<SeatListener> action) {
        windows.apply(surface).ifPresent(action);
    }

    @Override
    public void pointerEntered(
            SeatPointer pointer, Proxy<?> surface, int serial, double x, double y) {
        on(surface, window -> window.pointerEntered(pointer, surface, serial, x, y));
    }

    @Override
    public void pointerMoved(SeatPointer pointer, Proxy<?> surface, double x, double y) {
        on(surface, window -> window.pointerMoved(pointer, surface, x, y));
    }

    @Override
    public void pointerButton(
            SeatPointer pointer, Proxy<?> surface, int serial, int code, boolean pressed) {
        on(surface, window -> window.pointerButton(pointer, surface, serial, code, pressed));
    }

    @Override
    public void pointerWheel(SeatPointer pointer, Proxy<?> surface, int up, int right) {
        on(surface, window -> window.pointerWheel(pointer, surface, up, right));
    }

    @Override
    public void pointerLeft(SeatPointer pointer, Proxy<?> surface) {
        on(surface, window -> window.pointerLeft(pointer, surface));
    }

    @Override
    public void keyboardEntered(SeatKeyboard keyboard, Proxy<?> surface, int[] held) {
        on(surface, window -> window.keyboardEntered(keyboard, surface, held));
    }

    @Override
    public void key(SeatKeyboard keyboard, Proxy<?> surface, int code, boolean pressed) {
        on(surface, window -> window.key(keyboard, surface, code, pressed));
    }

    @Override
    public void keyboardLeft(SeatKeyboard keyboard, Proxy<?> surface) {
        on(surface, window -> window.keyboardLeft(keyboard, surface));
    }

    @Override
    public void touchDown(SeatTouch touch, Proxy<?> surface, int id, double x, double y) {
        on(surface, window -> window.touchDown(touch, surface, id, x, y));
    }

    @Override
    public void touchMoved(SeatTouch touch, Proxy<?> surface, int id, double x, double y) {
        on(surface, window -> window.touchMoved(touch, surface, id, x, y));
    }

    @Override
    public void touchUp(SeatTouch touch, Proxy<?> surface, int id) {
        on(surface, window -> window.touchUp(touch, surface, id));
    }

    @Override
    public void touchCancelled(SeatTouch touch, Proxy<?> surface) {
        on(surface, window -> window.touchCancelled(touch, surface));
    }

    /// It may be of several windows, such as one that was left and one that was entered.
    @Override
    public void frame() {
        guest.frame();
    }
}
