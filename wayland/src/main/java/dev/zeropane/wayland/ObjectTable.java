package dev.zeropane.wayland;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The objects by their ids. Most are this side's to give; of those, one that was destroyed stays
/// until the compositor says that it knows (`wl_display.delete_id`): events to it may be on their
/// way, with descriptors that must be closed, and its id cannot be given again before. Ids from
/// [#FIRST_OF_COMPOSITOR] on are the compositor's, which may give them again once the object was
/// destroyed here.
final class ObjectTable {
    /// libwayland's `WL_SERVER_ID_START`.
    private static final int FIRST_OF_COMPOSITOR = 0xff000000;

    /// Far more than a compositor ever makes at a time.
    private static final int MAX_OF_COMPOSITOR = 10_000;

    private final List<Optional<Proxy<?>>> objects = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, Proxy<?>> ofCompositor = new HashMap<>();

    /// An id for a new object; [#put] must follow.
    int next() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        objects.add(Optional.empty());
        return objects.size();
    }

    /// Whether the compositor may make an object with this id.
    boolean isFreeOfCompositor(int id) {
        return Integer.compareUnsigned(id, FIRST_OF_COMPOSITOR) >= 0
                && id - FIRST_OF_COMPOSITOR < MAX_OF_COMPOSITOR
                && find(id).filter(object -> !object.isDestroyed()).isEmpty();
    }

    void put(Proxy<?> object) {
        if (object.id() < 0) {
            ofCompositor.put(object.id(), object);
            return;
        }
        objects.set(object.id() - 1, Optional.of(object));
    }

    /// The object of an id the compositor sent, even if it was destroyed here.
    Optional<Proxy<?>> find(int id) {
        if (id < 0) {
            return Optional.ofNullable(ofCompositor.get(id));
        }
        return id >= 1 && id <= objects.size() ? objects.get(id - 1) : Optional.empty();
    }

    /// The compositor knows that an object is gone.
    ///
    /// @throws WaylandException if it is not
    void delete(int id) {
        Optional<Proxy<?>> object = find(id);
        if (id < 0 || object.filter(Proxy::isDestroyed).isEmpty()) {
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
