// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the compositor offers, by name, a number that is never used again.
public final class Globals {
    /// @param type the interface's name
    public record Global(int name, String type, int version, Factory factory) {}

    /// Makes a client's object of a global.
    public interface Factory {
        Resource<?, ?> create(Client client, int id, int version);

        default void bind(Client client, int id, int version) {
            client.add(create(client, id, version)).bound();
        }
    }

    private final Map<String, Factory> factories;
    private final List<Global> all = new ArrayList<>();
    private final List<Global> withdrawn = new ArrayList<>();
    private int lastName;

    Globals(Map<String, Factory> factories) {
        this.factories = factories;
    }

    public Global add(String type, int version) {
        Global global = new Global(++lastName, type, version, factories.get(type));
        all.add(global);
        return global;
    }

    public void remove(Global global) {
        all.remove(global);
        withdrawn.add(global);
    }

    public List<Global> all() {
        return all;
    }

    /// Also one that is withdrawn: a client may not know yet.
    public Optional<Global> find(int name) {
        return Stream.concat(all.stream(), withdrawn.stream())
                .filter(global -> global.name() == name)
                .findFirst();
    }

    public Optional<Global> find(String type) {
        return all.stream().filter(global -> global.type().equals(type)).findFirst();
    }
}
