package dev.zeropane.display.wayland;

import dev.zeropane.display.Cursor;
import dev.zeropane.wayland.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What pointers and keyboards do to one window: its frame is used with them, and the hot key
/// switches it to full screen.
final class WindowInput implements SeatListener, AutoCloseable {
    private static final int BTN_LEFT = 0x110;
    private static final int BTN_RIGHT = 0x111;
    private static final long DOUBLE_CLICK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /// What can be done to the window.
    interface Target {
        /// What of it is at a place.
        Hit at(double x, double y);

        /// The pointer is over this part, or none.
        void hover(Optional<Hit> part);

        /// Lets the user drag it, with the pointer's seat.
        void move(Seat seat, int serial);

        void resize(Seat seat, int serial, int edge);

        /// Shows the compositor's menu for windows.
        void menu(Seat seat, int serial, int x, int y);

        void toggleMaximized();

        void minimize();

        void toggleFullscreen();

        void requestClose();
    }

    /// A pointer over the window.
    private static final class Over {
        private double x;
        private double y;
        private Hit hit = Hit.CONTENT;
        private Optional<Hit> pressed = Optional.empty();
        private long lastClick = System.nanoTime() - DOUBLE_CLICK_NANOS;
    }

    private final Target window;
    private final PointerCursor cursor;
    private final Map<SeatPointer, Over> pointers = new HashMap<>();
    private final Map<SeatKeyboard, FullscreenKey> keyboards = new HashMap<>();

    /// @param cursor closed with this
    WindowInput(Target window, PointerCursor cursor) {
        this.window = window;
        this.cursor = cursor;
    }

    void guestCursor(Cursor guest) {
        cursor.guestCursor(guest);
    }

    /// @param pixels pixels of the screen in a logical pixel
    void scale(double pixels) {
        cursor.scale(pixels);
    }

    @Override
    public void pointerEntered(
            SeatPointer pointer, Proxy<?> surface, int serial, double x, double y) {
        Over over = new Over();
        pointers.put(pointer, over);
        place(over, x, y);
        cursor.entered(pointer.proxy(), serial, over.hit);
    }

    @Override
    public void pointerMoved(SeatPointer pointer, Proxy<?> surface, double x, double y) {
        Over over = pointers.get(pointer);
        if (over != null) {
            place(over, x, y);
            cursor.moved(pointer.proxy(), over.hit);
        }
    }

    private void place(Over over, double x, double y) {
        over.x = x;
        over.y = y;
        over.hit = window.at(x, y);
        window.hover(Optional.of(over.hit));
    }

    @Override
    public void pointerButton(
            SeatPointer pointer, Proxy<?> surface, int serial, int code, boolean pressed) {
        Over over = pointers.get(pointer);
        if (over == null || over.hit == Hit.CONTENT) {
            return;
        }
        if (code == BTN_RIGHT && pressed && over.hit == Hit.MOVE) {
            window.menu(pointer.seat(), serial, (int) over.x, (int) over.y);
        } else if (code == BTN_LEFT && pressed) {
            pressed(over, pointer.seat(), serial);
        } else if (code == BTN_LEFT) {
            released(over);
        }
    }

    private void pressed(Over over, Seat seat, int serial) {
        over.pressed = Optional.of(over.hit);
        if (over.hit.isResize()) {
            window.resize(seat, serial, over.hit.resizeEdge());
        } else if (over.hit == Hit.MOVE) {
            long now = System.nanoTime();
            if (now - over.lastClick < DOUBLE_CLICK_NANOS) {
                window.toggleMaximized();
            } else {
                window.move(seat, serial);
            }
            over.lastClick = now;
        }
    }

    /// A button counts if it is let go where it was pressed.
    private void released(Over over) {
        boolean same = over.pressed.equals(Optional.of(over.hit));
        over.pressed = Optional.empty();
        if (!same) {
            return;
        }
        switch (over.hit) {
            case CLOSE -> window.requestClose();
            case MAXIMIZE -> window.toggleMaximized();
            case MINIMIZE -> window.minimize();
            default -> {
                // The others do something when they are pressed.
            }
        }
    }

    @Override
    public void pointerLeft(SeatPointer pointer, Proxy<?> surface) {
        if (pointers.remove(pointer) != null) {
            cursor.left(pointer.proxy());
            window.hover(Optional.empty());
        }
    }

    @Override
    public void keyboardEntered(SeatKeyboard keyboard, Proxy<?> surface, int[] held) {
        FullscreenKey key = new FullscreenKey();
        key.entered(held);
        keyboards.put(keyboard, key);
    }

    @Override
    public void key(SeatKeyboard keyboard, Proxy<?> surface, int code, boolean pressed) {
        FullscreenKey key = keyboards.get(keyboard);
        if (key != null && key.key(code, pressed)) {
            window.toggleFullscreen();
        }
    }

    @Override
    public void keyboardLeft(SeatKeyboard keyboard, Proxy<?> surface) {
        keyboards.remove(keyboard);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
