// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.input;

import dev.zeropane.display.Mode;
import dev.zeropane.display.PacedWishes;
import dev.zeropane.display.PressedCodes;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.EventLoop;
import java.util.HashMap;
import java.util.Map;

/// What all clients of a control socket together do to a guest. Control thread only.
public final class Inputs implements AutoCloseable {
    /// Displays count their fingers from 0.
    private static final int FIRST_FINGER = 1 << 20;

    private static final int FINGERS = 1 << 20;

    private final EventLoop loop;
    private final InputTarget target;
    private final int scanouts;
    private final PressedCodes<InputSession> keys = new PressedCodes<>();
    private final PressedCodes<InputSession> buttons = new PressedCodes<>();
    private final Map<Integer, PacedWishes> wishes = new HashMap<>();
    private int fingers;

    /// @param scanouts how many screens the guest has
    public Inputs(EventLoop loop, InputTarget target, int scanouts) {
        this.loop = loop;
        this.target = target;
        this.scanouts = scanouts;
    }

    public InputTarget target() {
        return target;
    }

    /// Begins to take the input of a client.
    public InputSession open() {
        return new InputSession(this);
    }

    PressedCodes<InputSession> keys() {
        return keys;
    }

    PressedCodes<InputSession> buttons() {
        return buttons;
    }

    /// A number for a finger that no other client's has.
    int nextFinger() {
        return FIRST_FINGER + fingers++ % FINGERS;
    }

    /// @throws IllegalArgumentException if there is no such screen
    void check(int scanout) {
        if (scanout < 0 || scanout >= scanouts) {
            throw new IllegalArgumentException(
                    "screens are numbered from 0 to " + (scanouts - 1) + ", not " + scanout);
        }
    }

    /// Whether anybody hears the sizes that clients wish.
    public boolean hearsSizes() {
        return !target.sizes().equals(SizeWishes.NONE);
    }

    void wish(int scanout, Mode size) {
        check(scanout);
        wishes.computeIfAbsent(scanout, s -> new PacedWishes(loop, target.sizes(), s)).wish(size);
    }

    @Override
    public void close() {
        wishes.values().forEach(PacedWishes::close);
    }
}
