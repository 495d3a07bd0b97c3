// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.view;

import dev.zeropane.control.ControlException;
import dev.zeropane.control.ControlInput;
import dev.zeropane.control.Instance;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.LinuxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What people do on displays to a device that another process serves, the device of the moment.
/// Any thread.
final class RemoteHands implements InputSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RemoteHands.class.getName());

    private volatile Optional<ControlInput> input = Optional.empty();
    private volatile Consumer<Lights> lights = _ -> {};
    private volatile Lights last = Lights.OFF;

    RemoteHands(Instance device) {
        connect(device);
    }

    /// Has somebody told of the lights of the guest's keyboard, now and whenever they change.
    void tellLights(Consumer<Lights> told) {
        lights = told;
        told.accept(last);
    }

    /// Does its input to this device from now on, if it has keyboard, tablet and touch screen of
    /// ours; else says so.
    void connect(Instance device) {
        close();
        try {
            input = Optional.of(ControlInput.connect(device.socket(), new Told()));
        } catch (ControlException | LinuxException e) {
            LOG.log(System.Logger.Level.INFO, device + " is only shown: " + e.getMessage());
        }
    }

    private final class Told implements ControlInput.Listener {
        @Override
        public void lightsChanged(Lights now) {
            last = now;
            lights.accept(now);
        }

        /// Who views it hears of its end also by its screens.
        @Override
        public void ended(ControlException reason) {}
    }

    @Override
    public void input(List<InputEvent> frame) {
        input.ifPresent(hands -> hands.input(frame));
    }

    /// Takes the sizes that displays wish, if the device of this moment can tell its guest.
    SizeWishes sizes() {
        boolean heard = input.filter(hands -> !hands.sizes().equals(SizeWishes.NONE)).isPresent();
        return heard
                ? (scanout, size) -> input.ifPresent(hands -> hands.sizes().wish(scanout, size))
                : SizeWishes.NONE;
    }

    @Override
    public void close() {
        input.ifPresent(ControlInput::close);
        input = Optional.empty();
    }
}
