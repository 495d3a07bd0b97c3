// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The objects by their ids. Either side gives ids from a range of its own, without gaps, and again
/// when they are free.
///
/// One that was destroyed here stays in the table: events to it may be on their way, with
/// descriptors that must be closed. An id of ours is free when the compositor says that it knows
/// (`wl_display.delete_id`), one of the compositor's when it gives it again.
final class ObjectTable {
    /// Many times what a window needs, and what can wait in a socket.
    static final int MAX = 1 << 16;

    /// The first id that is the compositor's to give.
    private static final int THEIRS = 0xff00_0000;

    private final List<Optional<Proxy<?>>> ours = new ArrayList<>();
    private final List<Optional<Proxy<?>>> theirs = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    /// Whether the compositor must have deleted more by now.
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

    /// The compositor made an object; nobody may ever [#put] it.
    ///
    /// @return whether the id is free, and the compositor's to give
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

    /// The object of an id the compositor sent, even if it was destroyed here.
    Optional<Proxy<?>> find(int id) {
        List<Optional<Proxy<?>>> side = isTheirs(id) ? theirs : ours;
        int index = index(id);
        return index >= 0 && index < side.size() ? side.get(index) : Optional.empty();
    }

    /// The compositor knows that an object is gone, or has given it up: callbacks of a surface go
    /// with it, and others of which nothing can be requested may.
    ///
    /// @return the object, if it was given up
    /// @throws WaylandException if it is not, or is one that the compositor made
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
