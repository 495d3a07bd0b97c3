// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One client: its objects, and what came from it.
public final class Client {
    /// Ids from here on are the server's to give.
    private static final int FIRST_SERVER_ID = 0xff000000;

    private final Server server;
    private final Wire wire;
    private final Display display;
    private final Map<Integer, Resource<?, ?>> objects = new HashMap<>();
    private final List<Fd> received = new ArrayList<>();
    private int highestId = 1;
    private int nextServerId = FIRST_SERVER_ID;
    private long arrivedAt;
    private boolean reading = true;
    private boolean open = true;
    private boolean waitsForRoom;

    Client(Server server, UnixSocket socket) {
        this.server = server;
        this.wire = new Wire(socket);
        this.display = new Display(this);
        objects.put(display.id(), display);
        server.loop().watch(socket.fd(), this::readable, this::flush);
    }

    public Server server() {
        return server;
    }

    Wire wire() {
        return wire;
    }

    public Display display() {
        return display;
    }

    /// When the bytes of the request being handled were received, in [System#nanoTime].
    public long arrivedAt() {
        return arrivedAt;
    }

    private void readable() {
        try {
            List<Fd> fds = wire.receive();
            arrivedAt = System.nanoTime();
            server.tally().fdsReceived(fds.size());
            received.removeIf(fd -> !fd.isOpen());
            received.addAll(fds);
            while (open) {
                var request = wire.next();
                if (request.isEmpty()) {
                    break;
                }
                handle(request.get());
            }
            flush();
        } catch (ProtocolError e) {
            fail(e);
        } catch (LinuxException | Wire.EndException e) {
            close();
        }
    }

    private void handle(ByteBuffer request) {
        int id = request.getInt();
        int opcode = request.getInt() & 0xffff;
        resource(id).dispatch(opcode, request);
    }

    /// Tells the client what it did wrong, and closes its connection.
    public void fail(ProtocolError error) {
        server.tally().protocolError(error.getMessage());
        display.error(error);
        close();
    }

    void record(Resource<?, ?> object, String name, Args args) {
        server.requests().add(new SentRequest(arrivedAt, object.toString(), name, args.toString()));
    }

    /// @throws ProtocolError if there is no such object
    public Resource<?, ?> resource(int id) {
        Resource<?, ?> resource = objects.get(id);
        if (resource == null) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_OBJECT, "no object " + Integer.toUnsignedString(id));
        }
        return resource;
    }

    /// Ids are given without gaps, and not twice.
    int checkNewId(int id) {
        if (id < 1 || id > highestId + 1 || objects.containsKey(id)) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_OBJECT,
                    "a new object's id is " + Integer.toUnsignedString(id));
        }
        highestId = Math.max(highestId, id);
        return id;
    }

    /// An id for an object that the compositor makes.
    public int newServerId() {
        return nextServerId++;
    }

    public <T extends Resource<?, ?>> T add(T resource) {
        objects.put(resource.id(), resource);
        return resource;
    }

    public void remove(Resource<?, ?> resource) {
        objects.remove(resource.id());
        if (Integer.compareUnsigned(resource.id(), FIRST_SERVER_ID) < 0) {
            display.deleted(resource.id());
        }
    }

    public Collection<Resource<?, ?>> objects() {
        return objects.values();
    }

    /// Descriptors of this client's that are still open here.
    long openFds() {
        return received.stream().filter(Fd::isOpen).count();
    }

    public void send(EventBytes event) {
        if (open) {
            wire.send(event.bytes(), event.fds());
            server.flushLater(this);
        } else {
            event.fds().forEach(Fd::close);
        }
    }

    /// Sends bytes as they are.
    ///
    /// @param fds closed when they were sent
    public void sendRaw(byte[] bytes, List<Fd> fds) {
        wire.send(ByteBuffer.wrap(bytes), fds);
        server.flushLater(this);
    }

    void flush() {
        if (!open) {
            return;
        }
        try {
            boolean wait = !wire.flush();
            if (wait != waitsForRoom) {
                waitsForRoom = wait;
                if (reading) {
                    server.loop().wantWrites(wire.socket().fd(), wait);
                }
            }
        } catch (LinuxException e) {
            close();
        }
    }

    /// While it does not read, it does not notice either that the client went away.
    public void reading(boolean wanted) {
        if (wanted == reading || !open) {
            return;
        }
        reading = wanted;
        Fd fd = wire.socket().fd();
        if (wanted) {
            server.loop().watch(fd, this::readable, this::flush);
            server.loop().wantWrites(fd, waitsForRoom);
        } else {
            server.loop().unwatch(fd);
        }
    }

    public void close() {
        if (!open) {
            return;
        }
        try {
            // So that a client learns why.
            boolean _ = wire.flush();
        } catch (LinuxException e) {
            // It went first.
        }
        open = false;
        server.loop().unwatch(wire.socket().fd());
        server.tally().strayFds(wire.fds().size());
        for (Resource<?, ?> resource : List.copyOf(objects.values())) {
            if (resource.isAlive()) {
                resource.destroy();
            }
        }
        wire.close();
        server.gone(this);
    }
}
