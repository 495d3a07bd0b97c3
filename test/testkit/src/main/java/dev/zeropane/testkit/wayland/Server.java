// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.protocol.WlOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What all clients' objects share. Belongs to the compositor's thread.
final class Server {
    private final EventLoop loop;
    private final CompositorOptions options;
    private final Disorder disorder;
    private final Behaviour behaviour;
    private final Globals globals;
    private final Map<Class<?>, Object> parts = new HashMap<>();
    private final Tally tally = new Tally();
    private final Journal<SentRequest> requests = new Journal<>();
    private final List<Client> clients = new ArrayList<>();
    private final Set<Client> toFlush = new LinkedHashSet<>();
    private int scale120;
    private int lastSerial;

    /// @param factories of the objects that clients bind, by interface
    Server(EventLoop loop, CompositorOptions options, Map<String, Globals.Factory> factories) {
        this.loop = loop;
        this.options = options;
        this.disorder = new Disorder(loop);
        this.behaviour = new Behaviour(disorder);
        this.globals = new Globals(factories);
        this.scale120 = options.scale120();
        options.globals().forEach(globals::add);
    }

    void accept(UnixSocket socket) {
        clients.add(new Client(this, socket));
    }

    void gone(Client client) {
        clients.remove(client);
    }

    /// Sends what is waiting when the turn is over, so that events of one turn go together.
    void flushLater(Client client) {
        if (toFlush.isEmpty()) {
            loop.post(() -> disorder.sometime(this::flushAll));
        }
        toFlush.add(client);
    }

    private void flushAll() {
        List<Client> now = List.copyOf(toFlush);
        toFlush.clear();
        now.forEach(Client::flush);
    }

    EventLoop loop() {
        return loop;
    }

    CompositorOptions options() {
        return options;
    }

    Disorder disorder() {
        return disorder;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    Globals globals() {
        return globals;
    }

    Tally tally() {
        return tally;
    }

    /// Adds what the objects of one kind keep for all clients.
    <T> void add(Class<T> type, T part) {
        parts.put(type, part);
    }

    /// What was added of a type.
    <T> T part(Class<T> type) {
        return type.cast(parts.get(type));
    }

    Journal<SentRequest> requests() {
        return requests;
    }

    List<Client> clients() {
        return List.copyOf(clients);
    }

    int nextSerial() {
        return ++lastSerial;
    }

    int scale120() {
        return scale120;
    }

    /// Pixels of the output for each of the surfaces' coordinates.
    double scale() {
        return scale120 / 120.0;
    }

    void scale120(int scale) {
        scale120 = scale;
        objects().forEach(Resource::scaleChanged);
    }

    private List<Resource<?, ?>> objects() {
        return clients.stream()
                .<Resource<?, ?>>flatMap(client -> client.objects().stream())
                .toList();
    }

    Size outputPixels() {
        return options.output();
    }

    /// The output's size in the surfaces' coordinates.
    Size outputSize() {
        return new Size(
                (int) Math.round(options.output().width() / scale()),
                (int) Math.round(options.output().height() / scale()));
    }

    List<Registry> registries() {
        return objects().stream()
                .filter(Registry.class::isInstance)
                .map(Registry.class::cast)
                .toList();
    }

    void addGlobal(String type, int version) {
        Globals.Global added = globals.add(type, version);
        registries().forEach(registry -> registry.announce(added));
    }

    void removeGlobal(Globals.Global gone) {
        globals.remove(gone);
        registries().forEach(registry -> registry.withdraw(gone));
    }

    /// Another screen is there for a moment.
    void plugAndUnplug() {
        int version = options.globals().getOrDefault(WlOutput.INTERFACE.name(), 1);
        Globals.Global added = globals.add(WlOutput.INTERFACE.name(), version);
        registries().forEach(registry -> registry.announce(added));
        disorder.sometime(() -> removeGlobal(added));
    }

    /// @return the serial that is to come back
    int ping() {
        int serial = nextSerial();
        objects().forEach(one -> one.ping(serial));
        return serial;
    }

    void close() {
        clients().forEach(Client::close);
        boolean _ = disorder.settle();
    }
}
