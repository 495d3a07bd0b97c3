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

    /// The output of a guest's scanout id, if it exists.
    Optional<Scanout> find(int id) {
        return id >= 0 && id < all.size() ? Optional.of(all.get(id)) : Optional.empty();
    }

    void forEach(Consumer<Scanout> action) {
        all.forEach(action);
    }

    void forEachShowing(Resource resource, Consumer<Scanout> action) {
        for (Scanout scanout : all) {
            if (scanout.shows(resource)) {
                action.accept(scanout);
            }
        }
    }

    boolean areShowing(Resource resource) {
        return all.stream().anyMatch(scanout -> scanout.shows(resource));
    }

    /// Adds a resource's counters to those of the first screen that shows it, if any does.
    void count(Resource resource) {
        for (Scanout scanout : all) {
            if (scanout.shows(resource)) {
                scanout.count(resource);
                return;
            }
        }
    }

    /// Whether all outputs with this resource can show it from its current storage.
    boolean canShow(Resource resource) {
        return all.stream().filter(scanout -> scanout.shows(resource)).allMatch(Scanout::canShow);
    }

    /// Tells all surfaces that memory is gone, because the resource may have been shown on any of
    /// them.
    void forget(Optional<FrameMemory> gone) {
        gone.ifPresent(memory -> all.forEach(scanout -> scanout.forget(memory)));
    }

    void remove(Surface surface) {
        all.forEach(scanout -> scanout.remove(surface));
    }

    /// Whether any output has a surface.
    boolean haveSurfaces() {
        return !all.stream().allMatch(Scanout::hasNoSurfaces);
    }

    List<ScreenStats> stats() {
        return all.stream().map(Scanout::stats).toList();
    }

    void disable() {
        all.forEach(Scanout::disable);
    }

    @Override
    public void close() {
        all.forEach(Scanout::close);
    }
}
