package dev.zeropane.gpu;

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

    void off() {
        all.forEach(Scanout::off);
    }

    @Override
    public void close() {
        all.forEach(scanout -> scanout.forEachSurface(Surface::close));
    }
}
