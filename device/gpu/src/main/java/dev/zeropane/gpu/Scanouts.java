// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.ScreenStats;
import dev.zeropane.display.Surface;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The device's outputs.
final class Scanouts implements AutoCloseable {
    private final List<Scanout> all;

    Scanouts(List<Scanout> all) {
        this.all = all;
    }

    /// The output of a number a guest sent, if there is one.
    Optional<Scanout> find(int id) {
        return id >= 0 && id < all.size() ? Optional.of(all.get(id)) : Optional.empty();
    }

    void forEach(Consumer<Scanout> action) {
        all.forEach(action);
    }

    void showing(Resource resource, Consumer<Scanout> action) {
        for (Scanout scanout : all) {
            if (scanout.shows(resource)) {
                action.accept(scanout);
            }
        }
    }

    boolean show(Resource resource) {
        return all.stream().anyMatch(scanout -> scanout.shows(resource));
    }

    /// Counts what was done for a resource for the first screen that shows it, if any does.
    void count(Resource resource) {
        for (Scanout scanout : all) {
            if (scanout.shows(resource)) {
                scanout.count(resource);
                return;
            }
        }
    }

    /// Whether all that show a resource can do so where its pixels are now.
    boolean canShow(Resource resource) {
        return all.stream().filter(scanout -> scanout.shows(resource)).allMatch(Scanout::canShow);
    }

    /// Tells every surface, as a resource may have been shown on any, if memory is gone.
    void forget(Optional<FrameMemory> gone) {
        gone.ifPresent(memory -> all.forEach(scanout -> scanout.forget(memory)));
    }

    void remove(Surface surface) {
        all.forEach(scanout -> scanout.remove(surface));
    }

    /// Whether anybody looks at any of them.
    boolean haveSurfaces() {
        return !all.stream().allMatch(Scanout::isUnseen);
    }

    List<ScreenStats> stats() {
        return all.stream().map(Scanout::stats).toList();
    }

    void off() {
        all.forEach(Scanout::off);
    }

    @Override
    public void close() {
        all.forEach(Scanout::close);
    }
}
