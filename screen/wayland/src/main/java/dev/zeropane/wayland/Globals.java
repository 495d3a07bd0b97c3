// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.wayland.protocol.WlDisplay;
import dev.zeropane.wayland.protocol.WlRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The compositor's globals. Each has a number, its name, by which it is bound.
public final class Globals {
    /// @param name the compositor's number for it
    /// @param interfaceName of its interface
    /// @param version the highest version that the compositor supports, at least 1
    public record Global(int name, String interfaceName, int version) {}

    /// Hears of added and removed globals.
    public interface Listener {
        void added(Global global);

        void removed(Global global);

        /// A listener that ignores everything.
        static Listener none() {
            return new Listener() {
                @Override
                public void added(Global global) {}

                @Override
                public void removed(Global global) {}
            };
        }
    }

    /// Far more than any compositor offers, outputs and seats included.
    private static final int MAX = 1000;

    private static final int MAX_NAME = 200;

    private final Connection connection;
    private final Map<Integer, Global> all = new LinkedHashMap<>();
    private final Proxy<WlRegistry.Request> registry;
    private final Listener listener;

    /// Asks for the globals; all existing ones are announced before the next [Connection#sync]
    /// completes.
    public Globals(Connection connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
        this.registry =
                connection
                        .display()
                        .create(WlDisplay.Request.GET_REGISTRY, WlRegistry.INTERFACE, this::event);
    }

    private void event(WlRegistry.Event event, Arguments arguments) {
        switch (event) {
            case GLOBAL -> {
                Global global = global(arguments);
                if (all.putIfAbsent(global.name(), global) != null) {
                    throw new WaylandException(
                            "the compositor offers two globals under one name, "
                                    + Integer.toUnsignedString(global.name()));
                }
                if (all.size() > MAX) {
                    throw new WaylandException(
                            "the compositor offers more than " + MAX + " globals");
                }
                listener.added(global);
            }
            case GLOBAL_REMOVE ->
                    Optional.ofNullable(all.remove(arguments.unsigned()))
                            .ifPresent(listener::removed);
        }
    }

    private static Global global(Arguments arguments) {
        int name = arguments.unsigned();
        String interfaceName = arguments.string();
        if (interfaceName.length() > MAX_NAME) {
            throw new WaylandException(
                    "the compositor offers a global of an interface whose name has %d letters"
                            .formatted(interfaceName.length()));
        }
        // 0 is not a valid version.
        long version =
                Math.clamp(Integer.toUnsignedLong(arguments.unsigned()), 1, Integer.MAX_VALUE);
        return new Global(name, interfaceName, (int) version);
    }

    /// Finds the first global of an interface.
    public Optional<Global> find(Interface<?, ?> type) {
        return all.values().stream()
                .filter(global -> global.interfaceName().equals(type.name()))
                .findFirst();
    }

    /// Binds the first global of an interface, if there is one.
    public <R extends Enum<R> & Message, E extends Enum<E> & Message> Optional<Proxy<R>> bind(
            Interface<R, E> type, Handler<? super E> handler) {
        return find(type).map(global -> bind(global, type, handler));
    }

    /// Binds a global, in the highest version that both sides support.
    public <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> bind(
            Global global, Interface<R, E> type, Handler<? super E> handler) {
        int version = Math.min(global.version(), type.version());
        Proxy<R> bound = connection.add(type, handler, version);
        registry.request(WlRegistry.Request.BIND)
                .unsigned(global.name())
                .string(type.name())
                .unsigned(version)
                .newId(bound)
                .send();
        return bound;
    }

    /// All globals.
    public Iterable<Global> all() {
        return all.values();
    }
}
