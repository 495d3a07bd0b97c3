// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.control;

import dev.zeropane.control.Device;
import dev.zeropane.control.input.InputTarget;
import dev.zeropane.display.Surface;
import dev.zeropane.display.clipboard.Clipboard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// A graphics card, input devices, and the clipboard if it is shared, as the control socket uses
/// them.
public record DeviceWithKeyboard(Device gpu, InputTarget hands, Optional<Clipboard> clipboard)
        implements Device {
    @Override
    public int scanouts() {
        return gpu.scanouts();
    }

    @Override
    public CompletableFuture<Void> attach(int scanout, Surface surface) {
        return gpu.attach(scanout, surface);
    }

    @Override
    public void detach(Surface surface) {
        gpu.detach(surface);
    }

    @Override
    public CompletableFuture<Map<String, Object>> stats() {
        return gpu.stats()
                .thenApply(stats -> {
                    Map<String, Object> members = new LinkedHashMap<>(stats);
                    members.put("leds", hands.lights().names());
                    members.put("input", hands.takers());
                    return members;
                });
    }

    @Override
    public Optional<InputTarget> input() {
        return Optional.of(hands);
    }

    @Override
    public OptionalInt vmm() {
        return gpu.vmm();
    }

    @Override
    public Optional<String> vmmName() {
        return gpu.vmmName();
    }

    @Override
    public void whenVmmNameChanges(Runnable told) {
        gpu.whenVmmNameChanges(told);
    }
}
