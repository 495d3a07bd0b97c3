// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import dev.zeropane.wayland.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The offers that a compositor has announced on one device. It says of each what it is for
/// afterwards: a selection, or something that is dragged.
final class HostOffers {
    /// There are two in use at most. One that announces more, and does not say what for, has the
    /// oldest destroyed.
    private static final int MAX = 8;

    private final Map<Proxy<?>, HostOffer> announced = new LinkedHashMap<>();
    private final SelectionDevice.Events events;
    private Optional<Proxy<?>> selected = Optional.empty();

    HostOffers(SelectionDevice.Events events) {
        this.events = events;
    }

    void add(Proxy<?> object, HostOffer offer) {
        if (announced.size() == MAX) {
            destroy(announced.keySet().iterator().next());
        }
        announced.put(object, offer);
    }

    /// One of them, or nothing, is the selection from now on.
    void select(Optional<Proxy<?>> object) {
        Optional<Proxy<?>> before = selected.filter(old -> object.filter(old::equals).isEmpty());
        selected = object;
        events.selected(object.map(announced::get));
        before.ifPresent(this::destroy);
    }

    void destroy(Proxy<?> object) {
        Optional.ofNullable(announced.remove(object)).ifPresent(HostOffer::destroy);
    }
}
