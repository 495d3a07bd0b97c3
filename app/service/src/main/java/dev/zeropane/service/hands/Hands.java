// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.hands;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.hands.VmmHands;
import dev.zeropane.input.Desktop;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Gives what people do to exactly one taker: the device of ours, or, as long as the guest has not
/// started that one's event queue, what the VMM itself has given the guest. Decided for keyboard
/// and pointer by themselves, again after each reset. Any thread.
///
/// When the taker changes, the one before lets go of what is held. The next does not press it: a
/// person who still holds a key presses it again.
public final class Hands implements InputSink {
    private final Map<InputPart, ? extends InputSink> devices;
    private final Optional<VmmHands> vmm;
    private final Supplier<Desktop> desktop;
    private final Set<InputPart> driven = EnumSet.noneOf(InputPart.class);

    /// @param devices ours
    /// @param vmm nothing if there is no way to the VMM's: then ours get everything
    public Hands(
            Map<InputPart, ? extends InputSink> devices,
            Optional<VmmHands> vmm,
            Supplier<Desktop> desktop) {
        this.devices = devices;
        this.vmm = vmm;
        this.desktop = desktop;
    }

    @Override
    public synchronized void input(List<InputEvent> frame) {
        // Ours ignore events of other devices.
        devices.forEach((part, device) -> {
            if (!isVmms(part)) {
                device.input(frame);
            }
        });
        List<InputEvent> others = new ArrayList<>();
        for (InputEvent event : frame) {
            if (part(event).filter(this::isVmms).isPresent()) {
                onDesktop(event).ifPresent(others::add);
            }
        }
        toVmm(others);
    }

    private Optional<InputEvent> onDesktop(InputEvent event) {
        return event instanceof InputEvent.Pointer(var place)
                ? desktop.get().asOne(place).map(InputEvent.Pointer::new)
                : Optional.of(event);
    }

    private void toVmm(List<InputEvent> events) {
        if (!events.isEmpty()) {
            Desktop all = desktop.get();
            vmm.ifPresent(hands -> hands.input(List.copyOf(events), all.width(), all.height()));
        }
    }

    /// The part of a PC that does this; nothing for fingers, as the VMM has no touch screen.
    private static Optional<InputPart> part(InputEvent event) {
        return switch (event) {
            case InputEvent.Key _, InputEvent.ReleaseKeys _ -> Optional.of(InputPart.KEYBOARD);
            case InputEvent.Pointer _,
                    InputEvent.Button _,
                    InputEvent.ReleaseButtons _,
                    InputEvent.Wheel _ ->
                    Optional.of(InputPart.POINTER);
            case InputEvent.TouchDown _,
                    InputEvent.TouchMove _,
                    InputEvent.TouchUp _,
                    InputEvent.TouchCancel _ ->
                    Optional.empty();
        };
    }

    /// A driver of the guest's has started to take a device's events, or has gone. Device thread.
    public synchronized void driven(InputPart part, boolean now) {
        if (isVmms(part)) {
            toVmm(
                    InputEvent.RELEASE_ALL.stream()
                            .filter(event -> part(event).filter(part::equals).isPresent())
                            .toList());
        } else if (vmm.isPresent() && part != InputPart.TOUCH) {
            devices.get(part).input(InputEvent.RELEASE_ALL);
        }
        if (now) {
            driven.add(part);
        } else {
            driven.remove(part);
        }
    }

    /// Whether the VMM's own has taken all input until now; nothing if ours gets it.
    public synchronized Optional<Boolean> isTakenByVmm(InputPart part) {
        return isVmms(part) ? vmm.map(VmmHands::isIdle) : Optional.empty();
    }

    private boolean isVmms(InputPart part) {
        return part != InputPart.TOUCH && vmm.isPresent() && !driven.contains(part);
    }

    /// Who gets what, for people: `virtio` is ours, `qemu` the VMM's, `nobody` ours without a
    /// driver.
    public synchronized Map<String, Object> takers() {
        Map<String, Object> takers = new LinkedHashMap<>();
        for (InputPart part : List.of(InputPart.KEYBOARD, InputPart.POINTER)) {
            takers.put(
                    part.word(),
                    isVmms(part) ? "qemu" : driven.contains(part) ? "virtio" : "nobody");
        }
        return takers;
    }
}
