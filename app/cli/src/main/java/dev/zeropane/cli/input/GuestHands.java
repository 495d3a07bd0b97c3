// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.input;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.ControlInput;
import dev.zeropane.control.Instance;
import dev.zeropane.control.Instances;
import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Lights;
import dev.zeropane.display.keyboard.Stroke;
import java.time.Duration;
import java.util.List;

/// Does input to a guest no faster than it takes it: its driver has read each step before the next.
final class GuestHands implements AutoCloseable {
    /// After a step, for the guest's programs: Linux keeps 64 events for one that is busy, some ten
    /// characters, and drops them if there are more.
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final ControlInput input;
    private final InputPart part;
    private volatile Lights lights = Lights.OFF;

    /// Waits until the guest listens.
    ///
    /// @param part the device that is used
    /// @throws ControlException if the guest has no such device of ours, or does not listen
    GuestHands(Instance instance, InputPart part) {
        this.part = part;
        this.input = Instances.input(instance, new Told());
        try {
            input.awaitRead(part);
        } catch (RuntimeException | Error e) {
            input.close();
            throw e;
        }
    }

    /// Notes what the device says; how it ends is said by the next step.
    private final class Told implements ControlInput.Listener {
        @Override
        public void lightsChanged(Lights now) {
            lights = now;
        }

        @Override
        public void ended(ControlException reason) {}
    }

    boolean hasCapsLock() {
        return lights.capsLock();
    }

    /// Presses keys and lets go of them, each in a report of its own.
    void press(Stroke stroke) {
        stroke.down().forEach(this::report);
        stroke.up().forEach(this::report);
        awaitGuest();
    }

    /// Does this, in one report, and waits for the guest.
    void step(InputEvent event) {
        report(event);
        awaitGuest();
    }

    private void report(InputEvent event) {
        input.input(List.of(event));
    }

    private void awaitGuest() {
        input.awaitRead(part);
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException("interrupted");
        }
    }

    @Override
    public void close() {
        input.close();
    }
}
