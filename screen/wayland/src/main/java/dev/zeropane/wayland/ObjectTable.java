// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The objects by their ids. Each side allocates ids from its own range, without gaps, and reuses
/// free ids.
///
/// An object that the client destroyed stays in the table: its events may still arrive, with
/// descriptors that must be closed. An id of the client is free when the compositor has confirmed
/// the destruction (`wl_display.delete_id`), an id of the compositor when the compositor uses it
/// again.
final class ObjectTable {
    /// Many times the number of objects that windows need, and that requests in a socket can make.
    static final int MAX = 1 << 16;

    /// The first id of the compositor's range.
    private static final int THEIRS = 0xff00_0000;

    private final List<Optional<Proxy<?>>> ours = new ArrayList<>();
    private final List<Optional<Proxy<?>>> theirs = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// Whether the limit is reached, because the compositor does not send `delete_id`.
    boolean isFull() {
        return free.isEmpty() && ours.size() >= MAX;
    }

    /// An id for a new object; [#put] must follow.
    int next() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        ours.add(Optional.empty());
        return ours.size();
    }

    /// Reserves the id of an object that the compositor made. Perhaps it is never [#put].
    ///
    /// @return whether the id is free and in the compositor's range
    boolean reserve(int id) {
        int index = id - THEIRS;
        if (!isTheirs(id)
                || index > theirs.size()
                || index == MAX
                || find(id).filter(object -> !object.isDestroyed()).isPresent()) {
            return false;
        }
        if (index == theirs.size()) {
            theirs.add(Optional.empty());
        } else {
            theirs.set(index, Optional.empty());
        }
        return true;
    }

    void put(Proxy<?> object) {
        set(object.id(), Optional.of(object));
    }

    /// The object with an id, even if the client destroyed it.
    Optional<Proxy<?>> find(int id) {
        List<Optional<Proxy<?>>> side = isTheirs(id) ? theirs : ours;
        int index = index(id);
        return index >= 0 && index < side.size() ? side.get(index) : Optional.empty();
    }

    /// Handles `delete_id`: the compositor confirms that the client destroyed an object, or deletes
    /// an object without requests by itself, such as a surface's callbacks with the surface.
    ///
    /// @return the object, if the compositor deleted it by itself
    /// @throws WaylandException if the object still exists, or the compositor made it
    Optional<Proxy<?>> delete(int id) {
        Optional<Proxy<?>> givenUp =
                find(id).filter(object ->
                        !object.isDestroyed() && object.type().requests().isEmpty());
        givenUp.ifPresent(Proxy::destroyed);
        if (find(id).filter(Proxy::isDestroyed).isEmpty() || isTheirs(id)) {
            throw new WaylandException(
                    "the compositor deleted %s, which was not destroyed"
                            .formatted(
                                    find(id).map(Proxy::toString)
                                            .orElse("object " + Integer.toUnsignedString(id))));
        }
        set(id, Optional.empty());
        free.push(id);
        return givenUp;
    }

    private void set(int id, Optional<Proxy<?>> object) {
        (isTheirs(id) ? theirs : ours).set(index(id), object);
    }

    private static boolean isTheirs(int id) {
        return Integer.compareUnsigned(id, THEIRS) >= 0;
    }

    private static int index(int id) {
        return isTheirs(id) ? id - THEIRS : id - 1;
    }
}
