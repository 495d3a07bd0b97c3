// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.wayland.geometry.Hit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Handles one pointer's clicks on a window's own frame.
final class FrameClicks {
    private static final int BTN_LEFT = 0x110;
    private static final int BTN_RIGHT = 0x111;
    private static final long DOUBLE_CLICK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final WindowActions window;
    private Optional<Hit> pressed = Optional.empty();
    private long lastClick = System.nanoTime() - DOUBLE_CLICK_NANOS;

    FrameClicks(WindowActions window) {
        this.window = window;
    }

    /// @param hit the part that the pointer is over
    /// @param x of the pointer
    /// @param serial of the event
    void button(Hit hit, double x, double y, Seat seat, int serial, int code, boolean down) {
        if (code == BTN_RIGHT && down && hit == Hit.MOVE) {
            window.menu(seat, serial, (int) x, (int) y);
        } else if (code == BTN_LEFT && down) {
            pressed(hit, seat, serial);
        } else if (code == BTN_LEFT) {
            released(hit);
        }
    }

    private void pressed(Hit hit, Seat seat, int serial) {
        pressed = Optional.of(hit);
        if (hit.isResize()) {
            window.resize(seat, serial, hit.resizeEdge());
        } else if (hit == Hit.MOVE) {
            long now = System.nanoTime();
            if (now - lastClick < DOUBLE_CLICK_NANOS) {
                window.toggleMaximized();
            } else {
                window.move(seat, serial);
            }
            lastClick = now;
        }
    }

    /// A click counts if the button is released where it was pressed.
    private void released(Hit hit) {
        boolean same = pressed.equals(Optional.of(hit));
        pressed = Optional.empty();
        if (!same) {
            return;
        }
        switch (hit) {
            case CLOSE -> window.requestClose();
            case MAXIMIZE -> window.toggleMaximized();
            case MINIMIZE -> window.minimize();
            default -> {
                // The other parts act when the button is pressed.
            }
        }
    }
}
