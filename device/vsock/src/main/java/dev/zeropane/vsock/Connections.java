// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.vsock.HostSide.Outcome;
import dev.zeropane.vsock.protocol.VsockHeader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All connections of a guest, and how they come to be. Device thread only.
///
/// Each is charged what may have to be kept for it, whether it ever has to be or not: what was
/// promised to the guest as credit cannot be refused later.
final class Connections implements ConnectionOwner {
    /// The first port of the host that stands for a program there; those below are for services.
    private static final int FIRST_HOST_PORT = 1 << 30;

    private static final int HOST_PORTS = 1 << 30;

    /// How long an end is waited for that does not answer at once. Linux's own limit for a
    /// connection is 2 s.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// How soon a listener whose queue is full is tried again at first; each time is twice as long.
    private static final Duration RETRY = Duration.ofMillis(20);

    private final EventLoop loop;
    private final VsockOptions options;
    private final HostSide hostSide;
    private final GuestQueue queue;
    private final Map<Ports, Connection> byPorts = new HashMap<>();

    /// Those, and the ones that the guest knows no more.
    private final Set<Connection> all = new HashSet<>();

    /// What is still to be done about those that are not open yet: none outlives its connection.
    private final Map<Connection, EventLoop.Timer> timers = new HashMap<>();

    private int nextHostPort;

    Connections(EventLoop loop, VsockOptions options, GuestQueue queue) {
        this.loop = loop;
        this.options = options;
        this.queue = queue;
        this.hostSide = new HostSide(options.services(), options.udsPath());
    }

    Optional<Connection> find(Ports ports) {
        return Optional.ofNullable(byPorts.get(ports));
    }

    int count() {
        return all.size();
    }

    /// The guest asks for a connection.
    ///
    /// @return false if there are too many
    boolean requested(VsockHeader request) {
        if (!charge()) {
            return false;
        }
        Connection connection = Connection.fromGuest(this, request);
        add(connection);
        connect(connection, System.nanoTime() + PATIENCE.toNanos(), RETRY);
        return true;
    }

    private void connect(Connection connection, long deadline, Duration pause) {
        if (connection.state() != ConnectionState.CONNECTING) {
            return;
        }
        Outcome outcome;
        try {
            outcome = hostSide.connect(connection.ports().host());
        } catch (RuntimeException | Error e) {
            connection.reset();
            throw e;
        }
        switch (outcome) {
            case Outcome.Connected(UnixSocket socket) -> connection.connected(socket);
            case Outcome.Refused() -> connection.reset();
            case Outcome.Busy() -> {
                if (System.nanoTime() - deadline > 0) {
                    connection.reset();
                } else {
                    timers.put(
                            connection,
                            loop.after(
                                    pause,
                                    () -> connect(connection, deadline, pause.multipliedBy(2))));
                }
            }
        }
    }

    /// A program on the host asks for a connection to the guest's port.
    ///
    /// @param socket owned by the connection from now on, if there is one
    /// @return false if there are too many, or the guest has no driver
    boolean open(int guestPort, UnixSocket socket) {
        if (!queue.isUsed() || !charge()) {
            return false;
        }
        Connection connection = Connection.fromHost(this, freePorts(guestPort), socket);
        add(connection);
        queue.wantsTurn(connection);
        timers.put(
                connection,
                loop.after(
                        PATIENCE,
                        () -> {
                            if (connection.state() == ConnectionState.REQUESTED) {
                                connection.reset();
                            }
                        }));
        return true;
    }

    private Ports freePorts(int guestPort) {
        while (true) {
            Ports ports = new Ports(guestPort, FIRST_HOST_PORT + nextHostPort);
            nextHostPort = (nextHostPort + 1) % HOST_PORTS;
            if (!byPorts.containsKey(ports)) {
                return ports;
            }
        }
    }

    private boolean charge() {
        if (all.size() >= options.maxConnections()) {
            return false;
        }
        return options.memory().take(Credit.BUF_ALLOC);
    }

    private void add(Connection connection) {
        byPorts.put(connection.ports(), connection);
        all.add(connection);
    }

    /// Ends all without a word to the guest.
    void clear() {
        List.copyOf(all).forEach(Connection::release);
        byPorts.clear();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public long guestCid() {
        return options.guestCid();
    }

    @Override
    public void wantsTurn(Connection connection) {
        queue.wantsTurn(connection);
    }

    @Override
    public void forgotten(Connection connection) {
        boolean _ = byPorts.remove(connection.ports(), connection);
        queue.forget(connection);
    }

    @Override
    public void released(Connection connection) {
        if (all.remove(connection)) {
            Optional.ofNullable(timers.remove(connection)).ifPresent(EventLoop.Timer::cancel);
            forgotten(connection);
            Budget memory = options.memory();
            memory.giveBack(Credit.BUF_ALLOC);
        }
    }
}
