// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the compositor offers, by name, a number that is never used again.
final class Globals {
    /// @param type the interface's name
    record Global(int name, String type, int version, Factory factory) {}

    /// Makes a client's object of a global.
    interface Factory {
        Resource<?, ?> create(Client client, int id, int version);

        default void bind(Client client, int id, int version) {
            client.add(create(client, id, version)).bound();
        }
    }

    private static final Map<String, Factory> FACTORIES =
            Map.ofEntries(
                    Map.entry("wl_compositor", SurfaceFactory::new),
                    Map.entry("wl_subcompositor", Subcompositor::new),
                    Map.entry("wl_shm", Shm::new),
                    Map.entry("wl_output", Output::new),
                    Map.entry("wl_seat", Seat::new),
                    Map.entry("xdg_wm_base", Shell::new),
                    Map.entry("zwp_linux_dmabuf_v1", Dmabuf::new),
                    Map.entry("wp_viewporter", Viewporter::new),
                    Map.entry("wp_fractional_scale_manager_v1", FractionalScaleManager::new),
                    Map.entry("zxdg_decoration_manager_v1", DecorationManager::new),
                    Map.entry(
                            "zwp_keyboard_shortcuts_inhibit_manager_v1",
                            ShortcutsInhibitManager::new));

    private final List<Global> all = new ArrayList<>();
    private final List<Global> withdrawn = new ArrayList<>();
    private int lastName;

    Global add(String type, int version) {
        Global global = new Global(++lastName, type, version, FACTORIES.get(type));
        all.add(global);
        return global;
    }

    void remove(Global global) {
        all.remove(global);
        withdrawn.add(global);
    }

    List<Global> all() {
        return all;
    }

    /// Also one that is withdrawn: a client may not know yet.
    Optional<Global> find(int name) {
        return Stream.concat(all.stream(), withdrawn.stream())
                .filter(global -> global.name() == name)
                .findFirst();
    }

    Optional<Global> find(String type) {
        return all.stream().filter(global -> global.type().equals(type)).findFirst();
    }
}
