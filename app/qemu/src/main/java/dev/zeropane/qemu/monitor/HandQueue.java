// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// What QEMU's keyboard and pointer are to do next. Any thread.
///
/// It is bounded: a place replaces one that waits, and when too much else waits, what comes then is
/// dropped, and at its end everything is lifted, so that nothing stays pressed.
final class HandQueue {
    /// A minute of fast typing.
    private static final int MAX_WAITING = 512;

    /// Of one event: nobody turns a wheel further.
    private static final int MAX_NOTCHES = 16;

    private static final int NOTCH = 120;

    private final ArrayDeque<HandStep> waiting = new ArrayDeque<>();

    /// Whether steps are dropped until all that wait are done.
    private boolean full;

    /// The parts of notches that were turned.
    private int up;

    private int right;

    /// @param width of what places are on, as `height`
    synchronized void add(List<InputEvent> frame, int width, int height) {
        for (InputEvent event : frame) {
            switch (event) {
                case InputEvent.Key(int code, boolean pressed) ->
                        Qnums.of(code).ifPresent(qnum -> add(new HandStep.Key(qnum, pressed)));
                case InputEvent.ReleaseKeys _ -> add(new HandStep.LiftKeys());
                case InputEvent.Pointer(Place place) ->
                        add(new HandStep.Move(place.x(), place.y(), width, height));
                case InputEvent.Button(int code, boolean pressed) ->
                        PointerButton.of(code)
                                .ifPresent(button -> add(new HandStep.Button(button, pressed)));
                case InputEvent.ReleaseButtons _ -> add(new HandStep.LiftButtons());
                case InputEvent.Wheel(int byUp, int byRight) -> {
                    up = turn(up, byUp, PointerButton.WHEEL_UP, PointerButton.WHEEL_DOWN);
                    right =
                            turn(
                                    right,
                                    byRight,
                                    PointerButton.WHEEL_RIGHT,
                                    PointerButton.WHEEL_LEFT);
                }
                case InputEvent.TouchDown _,
                        InputEvent.TouchMove _,
                        InputEvent.TouchUp _,
                        InputEvent.TouchCancel _ -> {}
            }
        }
    }

    /// Adds the notches that are complete. A turn in the opposite direction drops the part before.
    ///
    /// @param part of a notch that was turned before
    /// @return the part that is left
    private int turn(int part, int by, PointerButton forward, PointerButton back) {
        long turned = Integer.signum(part) == -Integer.signum(by) ? by : (long) part + by;
        long notches = Math.clamp(turned / NOTCH, -MAX_NOTCHES, MAX_NOTCHES);
        for (long i = Math.abs(notches); i > 0; i--) {
            add(new HandStep.Notch(notches > 0 ? forward : back));
        }
        return (int) (turned % NOTCH);
    }

    private void add(HandStep step) {
        if (full) {
            return;
        }
        if (step instanceof HandStep.Move && waiting.peekLast() instanceof HandStep.Move) {
            waiting.removeLast();
        }
        waiting.add(step);
        if (waiting.size() >= MAX_WAITING) {
            full = true;
            waiting.add(new HandStep.LiftKeys());
            waiting.add(new HandStep.LiftButtons());
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized Optional<HandStep> peek() {
        return Optional.ofNullable(waiting.peek());
    }

    /// Takes the first, if it is still this one: a place may have been replaced.
    synchronized void remove(HandStep first) {
        if (first.equals(waiting.peek())) {
            waiting.remove();
            full &= !waiting.isEmpty();
        }
    }

    /// Puts steps before all others.
    synchronized void addFirst(List<HandStep> steps) {
        steps.reversed().forEach(waiting::addFirst);
    }

    synchronized void clear() {
        waiting.clear();
        full = false;
        up = 0;
        right = 0;
    }
}
