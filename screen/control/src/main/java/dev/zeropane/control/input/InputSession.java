// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The input of one client: what it presses stays pressed until it lets go of it, or leaves. A key
/// that two clients press is up when both have let go. Control thread only.
public final class InputSession implements AutoCloseable {
    /// As many as a guest's touch screen tells apart.
    private static final int MAX_FINGERS = 10;

    private final Inputs inputs;

    /// The fingers on the screen: the guest's numbers by the client's.
    private final Map<Integer, Integer> fingers = new HashMap<>();

    InputSession(Inputs inputs) {
        this.inputs = inputs;
    }

    /// The client did this.
    ///
    /// @throws IllegalArgumentException if it is on a screen that does not exist; nothing of it has
    ///   happened then
    public void input(List<InputEvent> frame) {
        frame.forEach(this::check);
        List<InputEvent> done = new ArrayList<>(frame.size());
        frame.forEach(event -> add(event, done));
        if (!done.isEmpty()) {
            inputs.target().sink().input(List.copyOf(done));
        }
    }

    /// The client would like a screen to have a size.
    ///
    /// @throws IllegalArgumentException if there is no such screen
    public void wish(int scanout, Mode size) {
        inputs.wish(scanout, size);
    }

    private void check(InputEvent event) {
        switch (event) {
            case InputEvent.Pointer pointer -> inputs.check(pointer.place().scanout());
            case InputEvent.TouchDown down -> inputs.check(down.place().scanout());
            case InputEvent.TouchMove move -> inputs.check(move.place().scanout());
            default -> {}
        }
    }

    private void add(InputEvent event, List<InputEvent> done) {
        switch (event) {
            case InputEvent.Key(int code, boolean pressed) -> {
                if (pressed ? inputs.keys().press(this, code) : inputs.keys().release(this, code)) {
                    done.add(event);
                }
            }
            case InputEvent.ReleaseKeys _ ->
                    inputs.keys()
                            .releaseAll(this)
                            .forEach(code -> done.add(new InputEvent.Key(code, false)));
            case InputEvent.Button(int code, boolean pressed) -> {
                if (pressed
                        ? inputs.buttons().press(this, code)
                        : inputs.buttons().release(this, code)) {
                    done.add(event);
                }
            }
            case InputEvent.ReleaseButtons _ ->
                    inputs.buttons()
                            .releaseAll(this)
                            .forEach(code -> done.add(new InputEvent.Button(code, false)));
            case InputEvent.Pointer _, InputEvent.Wheel _ -> done.add(event);
            case InputEvent.TouchDown down -> {
                lift(down.id(), done);
                if (fingers.size() < MAX_FINGERS) {
                    int finger = inputs.nextFinger();
                    fingers.put(down.id(), finger);
                    done.add(new InputEvent.TouchDown(finger, down.place()));
                }
            }
            case InputEvent.TouchMove move ->
                    Optional.ofNullable(fingers.get(move.id()))
                            .ifPresent(finger ->
                                    done.add(new InputEvent.TouchMove(finger, move.place())));
            case InputEvent.TouchUp up -> lift(up.id(), done);
            case InputEvent.TouchCancel _ ->
                    List.copyOf(fingers.keySet()).forEach(id -> lift(id, done));
        }
    }

    private void lift(int id, List<InputEvent> done) {
        Optional.ofNullable(fingers.remove(id))
                .ifPresent(finger -> done.add(new InputEvent.TouchUp(finger)));
    }

    /// Lets go of everything.
    @Override
    public void close() {
        input(InputEvent.RELEASE_ALL);
    }
}
