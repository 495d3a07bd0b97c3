package dev.zeropane.wayland;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The objects by their ids, which are this side's to give. One that was destroyed stays until the
/// compositor says that it knows (`wl_display.delete_id`): events to it may be on their way, with
/// descriptors that must be closed, and its id cannot be given again before.
final class ObjectTable {
    private final List<Optional<Proxy<?>>> objects = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// An id for a new object; [#put] must follow.
    int next() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        objects.add(Optional.empty());
        return objects.size();
    }

    void put(Proxy<?> object) {
        objects.set(object.id() - 1, Optional.of(object));
    }

    /// The object of an id the compositor sent, even if it was destroyed here.
    Optional<Proxy<?>> find(int id) {
        return id >= 1 && id <= objects.size() ? objects.get(id - 1) : Optional.empty();
    }

    /// The compositor knows that an object is gone.
    ///
    /// @throws WaylandException if it is not
    void delete(int id) {
        Optional<Proxy<?>> object = find(id);
        if (object.filter(Proxy::isDestroyed).isEmpty()) {
            throw new WaylandException(
                    "the compositor deleted "
                            + object.map(Proxy::toString)
                                    .orElse("an object it does not know: " + id)
                            + ", which nobody destroyed");
        }
        objects.set(id - 1, Optional.empty());
        free.push(id);
    }

    /// Objects that are alive or not known to be gone.
    int size() {
        return objects.size() - free.size();
    }
}
