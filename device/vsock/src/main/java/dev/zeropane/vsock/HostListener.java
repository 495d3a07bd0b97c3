// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.Acceptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Unix socket by which programs of the host reach the guest: each says `CONNECT PORT`, a line,
/// and gets `OK PORT` once the guest has accepted. One that is not accepted is closed. Device
/// thread only.
final class HostListener implements AutoCloseable {
    /// The most that have not said yet where they want to.
    private static final int MAX_WAITING = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Longer than any line with a port.
    private static final int MAX_LINE = 32;

    private static final Pattern LINE = Pattern.compile("CONNECT ([0-9]{1,10})");

    private final EventLoop loop;
    private final UnixServerSocket socket;
    private final Connections connections;
    private final Acceptor acceptor;
    private final MemorySegment letter = Arena.ofAuto().allocate(1);
    private final Set<Visitor> visitors = new HashSet<>();

    /// @param socket owned from now on
    HostListener(
            EventLoop loop,
            UnixServerSocket socket,
            Connections connections,
            Consumer<String> faults) {
        this.loop = loop;
        this.socket = socket;
        this.connections = connections;
        this.acceptor =
                new Acceptor(loop, socket, this::accepted, e -> faults.accept(e.getMessage()));
    }

    void start() {
        acceptor.start();
    }

    private void accepted(UnixSocket connection) {
        if (visitors.size() >= MAX_WAITING) {
            connection.close();
            return;
        }
        Visitor visitor = new Visitor(connection);
        visitors.add(visitor);
        loop.watch(connection.fd(), visitor::readable);
    }

    /// One that has not said yet where it wants to.
    private final class Visitor {
        private final UnixSocket connection;
        private final StringBuilder line = new StringBuilder();
        private final EventLoop.Timer limit = loop.after(PATIENCE, this::leave);

        private Visitor(UnixSocket connection) {
            this.connection = connection;
        }

        /// Reads a byte at a time: what follows the line is the guest's.
        private void readable() {
            try {
                while (true) {
                    switch (connection.receive(letter)) {
                        case NOTHING -> {
                            return;
                        }
                        case END -> {
                            leave();
                            return;
                        }
                        case DATA -> {}
                    }
                    char next = (char) letter.get(ValueLayout.JAVA_BYTE, 0);
                    if (next == '\n') {
                        connect();
                        return;
                    }
                    if (line.length() == MAX_LINE) {
                        leave();
                        return;
                    }
                    line.append(next);
                }
            } catch (LinuxException e) {
                leave();
            }
        }

        private void connect() {
            part();
            OptionalInt port = port(line.toString());
            if (port.isEmpty() || !connections.open(port.getAsInt(), connection)) {
                connection.close();
            }
        }

        private void part() {
            limit.cancel();
            loop.unwatch(connection.fd());
            visitors.remove(this);
        }

        private void leave() {
            part();
            connection.close();
        }
    }

    /// The port of a line, all 32 bits of it.
    private static OptionalInt port(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        long port = Long.parseLong(matcher.group(1));
        return port > 0xffff_ffffL ? OptionalInt.empty() : OptionalInt.of((int) port);
    }

    @Override
    public void close() {
        acceptor.stop();
        List.copyOf(visitors).forEach(Visitor::leave);
        socket.close();
    }
}
