// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import java.util.HashMap;
import java.util.Map;

/// What a compositor offers a client.
final class WaylandGlobals {
    private static final int WL_DISPLAY = 1;
    private static final int WL_DISPLAY_GET_REGISTRY = 1;
    private static final int WL_REGISTRY_BIND = 0;
    private static final int WL_REGISTRY_GLOBAL = 0;

    private final WaylandWire wire;
    private final int registry;
    private final Map<String, Integer> names = new HashMap<>();

    /// Asks the compositor.
    WaylandGlobals(WaylandWire wire) {
        this.wire = wire;
        registry = wire.newId();
        wire.send(WL_DISPLAY, WL_DISPLAY_GET_REGISTRY, registry);
        wire.handleUntilDone(event -> {
            if (event.is(registry, WL_REGISTRY_GLOBAL)) {
                int name = event.arguments().getInt();
                names.put(event.string(), name);
            }
        });
    }

    /// @return the object's id
    /// @throws AssertionError if there is none of this type
    int bind(String type, int version) {
        Integer name = names.get(type);
        if (name == null) {
            throw new AssertionError("no " + type + " among " + names.keySet());
        }
        int id = wire.newId();
        wire.send(registry, WL_REGISTRY_BIND, name, type, version, id);
        return id;
    }
}
