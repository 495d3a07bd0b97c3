// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.VirtioInput.EVENTQ;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.input.protocol.EvdevEvent;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A virtio-input device (VIRTIO 1.3 §5.8). Methods of the device are called on the device thread;
/// [#input] may be called on any thread.
///
/// At most one task at a time is posted to the device thread, and the queue for the guest is
/// bounded.
public final class InputDevice implements VirtioDevice, InputSink {
    /// Feature bits of the device type: none.
    public static final long FEATURES = 0;

    /// `eventq` and `statusq`.
    public static final int QUEUES = 2;

    private final MemorySegment status = MemorySegment.ofArray(new byte[EvdevEvent.SIZE]);
    private final AtomicBoolean posted = new AtomicBoolean();
    private final Model model;
    private final DeviceThread deviceThread;
    private final Consumer<String> faults;
    private final ConfigSpace config;
    private final Backlog backlog = new Backlog();
    private final EventQueue events;
    private Consumer<Boolean> driverListener = _ -> {};
    private boolean driven;

    private InputDevice(Model model, DeviceThread deviceThread, Consumer<String> faults) {
        this.model = model;
        this.deviceThread = deviceThread;
        this.faults = faults;
        this.config = new ConfigSpace(model.capabilities());
        this.events = new EventQueue(backlog, deviceThread, faults);
    }

    /// A keyboard.
    ///
    /// @param leds gets changes of the LEDs
    /// @param faults gets messages about faults of the guest's driver, on the device thread. A
    ///   guest can cause any number of them
    public static InputDevice keyboard(
            DeviceThread deviceThread, LedListener leds, Consumer<String> faults) {
        return new InputDevice(new KeyboardModel(leds), deviceThread, faults);
    }

    /// A pointer with absolute coordinates, buttons and wheels.
    ///
    /// @param desktop called for each motion, on the thread that calls [#input]
    public static InputDevice tablet(
            DeviceThread deviceThread, Supplier<Desktop> desktop, Consumer<String> faults) {
        return new InputDevice(new TabletModel(desktop), deviceThread, faults);
    }

    /// A multi-touch screen.
    ///
    /// @param desktop called for each motion, on the thread that calls [#input]
    public static InputDevice touchScreen(
            DeviceThread deviceThread, Supplier<Desktop> desktop, Consumer<String> faults) {
        return new InputDevice(new TouchModel(desktop), deviceThread, faults);
    }

    /// Has somebody told when a driver of the guest has started to take events, and when it takes
    /// none any more: it has gone, or the VM is paused. Before the device is served.
    ///
    /// @param told called on the device thread; at first there is no driver
    public void followDriver(Consumer<Boolean> told) {
        driverListener = told;
    }

    private void setDriven(boolean now) {
        if (driven != now) {
            driven = now;
            driverListener.accept(now);
        }
    }

    @Override
    public void input(List<InputEvent> frame) {
        backlog.add(frame, model);
        if (posted.compareAndSet(false, true)) {
            try {
                deviceThread.execute(this::deliver);
            } catch (RuntimeException | Error e) {
                // The next input tries again.
                posted.set(false);
                throw e;
            }
        }
    }

    private void deliver() {
        // Before the delivery: later input posts another task.
        posted.set(false);
        events.deliver();
    }

    /// Whether the guest's driver runs, and has read all input until now: it has made all buffers
    /// available again.
    public boolean isRead() {
        events.deliver();
        return events.isRead();
    }

    @Override
    public void available(int index, VirtQueue queue) {
        if (index == EVENTQ) {
            events.available(queue);
            setDriven(events.isStarted());
            return;
        }
        for (int left = queue.size(); left > 0; left--) {
            Optional<Chain> chain = queue.pop();
            if (chain.isEmpty()) {
                return;
            }
            status(chain.get());
        }
    }

    private void status(Chain chain) {
        boolean whole;
        try {
            whole = chain.read(status) == EvdevEvent.SIZE;
        } finally {
            chain.complete(status, 0);
        }
        if (whole) {
            model.status(EvdevEvent.read(status));
        } else {
            faults.accept("the guest sent a status of " + chain.readable() + " bytes");
        }
    }

    @Override
    public void readConfig(long offset, MemorySegment target) {
        config.read(offset, target);
    }

    @Override
    public void writeConfig(long offset, MemorySegment source) {
        config.write(offset, source);
    }

    /// Nothing to do: buffers are resolved in guest memory when they are written.
    @Override
    public void memoryReplaced(GuestMemory memory) {}

    @Override
    public void stopped(int index) {
        if (index == EVENTQ) {
            setDriven(false);
        }
    }

    @Override
    public void reset() {
        config.reset();
        events.reset();
        model.reset();
        setDriven(false);
    }
}
