package dev.zeropane.wayland;

import dev.zeropane.wayland.protocol.WlDisplay;
import dev.zeropane.wayland.protocol.WlRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the compositor offers: its globals, each to be bound by its name, a number.
public final class Globals {
    /// @param name the compositor's number for it
    /// @param interfaceName which interface it has
    /// @param version the highest the compositor speaks
    public record Global(int name, String interfaceName, int version) {}

    /// Hears of what comes and goes.
    public interface Listener {
        void added(Global global);

        void removed(Global global);
    }

    /// Far more than any compositor offers, outputs and seats included.
    private static final int MAX = 1000;

    private final Connection connection;
    private final Map<Integer, Global> all = new LinkedHashMap<>();
    private final Proxy<WlRegistry.Request> registry;
    private final Listener listener;

    /// Asks for them; all that there are have been told of by the next [Connection#sync].
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
                Global global =
                        new Global(arguments.unsigned(), arguments.string(), arguments.unsigned());
                if (all.size() == MAX) {
                    throw new WaylandException(
                            "the compositor offers more than " + MAX + " globals");
                }
                all.put(global.name(), global);
                listener.added(global);
            }
            case GLOBAL_REMOVE ->
                    Optional.ofNullable(all.remove(arguments.unsigned()))
                            .ifPresent(listener::removed);
        }
    }

    /// The first global of an interface.
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

    /// Binds a global, in the highest version that both sides speak.
    public <R extends Enum<R> & Message, E extends Enum<E> & Message> Proxy<R> bind(
            Global global, Interface<R, E> type, Handler<? super E> handler) {
        // The compositor's number may be anything: version 0 is not one.
        int version = Math.clamp(Integer.toUnsignedLong(global.version()), 1, type.version());
        Proxy<R> bound = connection.add(type, handler, version);
        registry.request(WlRegistry.Request.BIND)
                .unsigned(global.name())
                .string(type.name())
                .unsigned(version)
                .newId(bound)
                .send();
        return bound;
    }

    /// All of them.
    public Iterable<Global> all() {
        return all.values();
    }
}
