// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.wayland.journal.Journal;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.Size;
import dev.zeropane.wayland.protocol.WlOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What all clients' objects share. Belongs to the compositor's thread.
public final class Server {
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
    public Server(
            EventLoop loop, CompositorOptions options, Map<String, Globals.Factory> factories) {
        this.loop = loop;
        this.options = options;
        this.disorder = new Disorder(loop);
        this.behaviour = new Behaviour(disorder);
        this.globals = new Globals(factories);
        this.scale120 = options.scale120();
        options.globals().forEach(globals::add);
    }

    public void accept(UnixSocket socket) {
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

    public CompositorOptions options() {
        return options;
    }

    public Disorder disorder() {
        return disorder;
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    public Globals globals() {
        return globals;
    }

    public Tally tally() {
        return tally;
    }

    /// Adds what the objects of one kind keep for all clients.
    public <T> void add(Class<T> type, T part) {
        parts.put(type, part);
    }

    /// What was added of a type.
    public <T> T part(Class<T> type) {
        return type.cast(parts.get(type));
    }

    public Journal<SentRequest> requests() {
        return requests;
    }

    public List<Client> clients() {
        return List.copyOf(clients);
    }

    public int nextSerial() {
        return ++lastSerial;
    }

    public int scale120() {
        return scale120;
    }

    /// Pixels of the output for each of the surfaces' coordinates.
    public double scale() {
        return scale120 / 120.0;
    }

    public void scale120(int scale) {
        scale120 = scale;
        objects().forEach(Resource::scaleChanged);
    }

    private List<Resource<?, ?>> objects() {
        return clients.stream()
                .<Resource<?, ?>>flatMap(client -> client.objects().stream())
                .toList();
    }

    public Size outputPixels() {
        return options.output();
    }

    /// The output's size in the surfaces' coordinates.
    public Size outputSize() {
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

    public void addGlobal(String type, int version) {
        Globals.Global added = globals.add(type, version);
        registries().forEach(registry -> registry.announce(added));
    }

    public void removeGlobal(Globals.Global gone) {
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
    public int ping() {
        int serial = nextSerial();
        objects().forEach(one -> one.ping(serial));
        return serial;
    }

    public void close() {
        clients().forEach(Client::close);
        boolean _ = disorder.settle();
    }
}
