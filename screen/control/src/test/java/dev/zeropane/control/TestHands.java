// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.control.input.InputTarget;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A guest's input devices, which note what is done.
final class TestHands implements InputTarget, InputSink, SizeWishes {
    /// The reports, unless there are very many.
    final List<List<InputEvent>> reports = new CopyOnWriteArrayList<>();

    final AtomicLong events = new AtomicLong();
    final List<Mode> sizes = new CopyOnWriteArrayList<>();
    final Set<Integer> held = new HashSet<>();
    volatile Consumer<Lights> watcher = _ -> {};
    volatile Lights lights = Lights.OFF;
    volatile boolean read = true;
    volatile boolean hearsSizes = true;

    /// The guest switches the lights.
    void light(Lights now) {
        lights = now;
        watcher.accept(now);
    }

    @Override
    public synchronized void input(List<InputEvent> frame) {
        events.addAndGet(frame.size());
        if (reports.size() < 100) {
            reports.add(frame);
        }
        for (InputEvent event : frame) {
            if (event instanceof InputEvent.Key(int code, boolean pressed)) {
                boolean changed = pressed ? held.add(code) : held.remove(code);
                if (!changed) {
                    throw new AssertionError(event + " for the second time");
                }
            }
        }
    }

    synchronized Set<Integer> held() {
        return Set.copyOf(held);
    }

    @Override
    public void wish(int scanout, Mode size) {
        sizes.add(size);
    }

    @Override
    public InputSink sink() {
        return this;
    }

    @Override
    public SizeWishes sizes() {
        return hearsSizes ? this : SizeWishes.NONE;
    }

    @Override
    public Map<String, Object> takers() {
        return Map.of("keyboard", "virtio", "pointer", "qemu");
    }

    @Override
    public CompletableFuture<Boolean> isRead(InputPart part) {
        return CompletableFuture.completedFuture(read);
    }

    @Override
    public Lights lights() {
        return lights;
    }

    @Override
    public void whenLightsChange(Consumer<Lights> changes) {
        watcher = changes;
    }
}
