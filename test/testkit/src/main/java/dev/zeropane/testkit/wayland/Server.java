// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.wayland.protocol.WlOutput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What all clients' objects share. Belongs to the compositor's thread.
final class Server {
    private final EventLoop loop;
    private final CompositorOptions options;
    private final Disorder disorder;
    private final Behaviour behaviour;
    private final Globals globals = new Globals();
    private final Tally tally = new Tally();
    private final Seats seats;
    private final Journal<Commit> commits = new Journal<>();
    private final Journal<SentRequest> requests = new Journal<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Toplevel> windows = new ArrayList<>();
    private final Set<Client> toFlush = new LinkedHashSet<>();
    private int scale120;
    private int lastSerial;

    Server(EventLoop loop, CompositorOptions options) {
        this.loop = loop;
        this.options = options;
        this.disorder = new Disorder(loop);
        this.behaviour = new Behaviour(disorder);
        this.seats = new Seats(this, options.capabilities());
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

    Seats seats() {
        return seats;
    }

    Journal<Commit> commits() {
        return commits;
    }

    Journal<SentRequest> requests() {
        return requests;
    }

    List<Client> clients() {
        return List.copyOf(clients);
    }

    /// In the order they were made.
    List<Toplevel> windows() {
        return windows;
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
        for (Client client : clients) {
            for (Resource<?, ?> one : List.copyOf(client.objects())) {
                if (one instanceof FractionalScale wish) {
                    wish.prefer();
                }
            }
        }
    }

    Viewport.Size outputPixels() {
        return options.output();
    }

    /// The output's size in the surfaces' coordinates.
    Viewport.Size outputSize() {
        return new Viewport.Size(
                (int) Math.round(options.output().width() / scale()),
                (int) Math.round(options.output().height() / scale()));
    }

    List<Registry> registries() {
        return clients().stream()
                .flatMap(client -> client.objects().stream())
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
        for (Client client : clients()) {
            for (Resource<?, ?> one : List.copyOf(client.objects())) {
                if (one instanceof Shell shell) {
                    shell.ping(serial);
                }
            }
        }
        return serial;
    }

    void close() {
        clients().forEach(Client::close);
        boolean _ = disorder.settle();
    }
}
