// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.Inputs;
import dev.zeropane.control.lend.Loans;
import dev.zeropane.control.lend.SealedFile;
import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LentFile;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.Acceptor;
import dev.zeropane.linux.thread.ThreadEnd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Answers other processes of this user about a running device, on its own thread, so that clients
/// cannot delay the guest.
public final class ControlServer implements AutoCloseable {
    /// Version of the protocol in docs/control-socket.md.
    private static final int PROTOCOL = 1;

    /// Connections that watch, do input or share the clipboard, and may be silent for as long as
    /// they like.
    static final int MAX_STAYING = 16;

    /// With those that ask for one thing, as most commands do. There is always room for another
    /// one: one of these has to go.
    static final int MAX_CLIENTS = MAX_STAYING + 4;

    /// Enough for two copies of a very large screen, or many of a usual one.
    private static final long MAX_LENT = 512L << 20;

    /// How often to check that the socket file still exists.
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

    private static final Duration LIGHTS_PAUSE = Duration.ofMillis(50);
    private static final Duration SETTLE_INTERVAL = Duration.ofSeconds(2);
    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

    private final Device device;
    private final Optional<Path> deviceSocket;
    private final ControlDirectories directories;
    private final Duration checkInterval;
    private final EventLoop loop = new EventLoop(this::internalError);
    private final List<Connection> connections = new ArrayList<>();
    private final Loans loans;
    private final MemorySegment room = Arena.ofAuto().allocate(Bulk.PIECE);
    private final InputLimits inputLimits;

    /// If the guest's input devices are ours.
    private final Optional<Inputs> inputs;

    /// Whether the clients are about to be told of the guest's lights.
    private final AtomicBoolean tellingLights = new AtomicBoolean();

    private boolean settling;
    private final long started = System.nanoTime();
    private final Thread thread;
    private boolean errorLogged;

    /// Whether the loop takes no more tasks of others. Guarded by `loans`.
    private boolean ended;

    /// Used by the control thread, and later by the thread that calls [#close].
    private Optional<ControlListener> listener = Optional.empty();

    private Optional<Acceptor> acceptor = Optional.empty();

    /// @param checkInterval how often to check that the socket file still exists
    /// @param maxLent bytes of pictures that all clients together may hold
    ControlServer(
            Device device,
            Optional<Path> deviceSocket,
            ControlDirectories directories,
            Duration checkInterval,
            long maxLent,
            InputLimits inputLimits) {
        this.device = device;
        this.inputLimits = inputLimits;
        this.inputs = device.input().map(input -> new Inputs(loop, input, device.scanouts()));
        this.loans = new Loans(maxLent);
        this.checkInterval = checkInterval;
        this.deviceSocket = deviceSocket;
        this.directories = directories;
        device.whenVmmNameChanges(this::nameChanged);
        thread = Thread.ofPlatform().daemon().name("zeropane-control").start(this::run);
        inputs.ifPresent(known -> known.target().whenLightsChange(_ -> lightsChanged()));
    }

    /// Has the clients told of the lights in a moment: a guest may switch them without end.
    private void lightsChanged() {
        if (tellingLights.compareAndSet(false, true)) {
            post(() -> loop.after(LIGHTS_PAUSE, this::tellLights));
        }
    }

    private void tellLights() {
        tellingLights.set(false);
        inputs.map(known -> known.target().lights())
                .ifPresent(lights -> List.copyOf(connections).forEach(c -> c.tell(lights)));
    }

    private void run() {
        try {
            Instances.sweep(directories);
            listen(System.Logger.Level.WARNING);
            loop.after(checkInterval, this::checkSocket);
        } catch (RuntimeException | Error e) {
            internalError(e);
        }
        loop.run();
    }

    private void listen(System.Logger.Level level) {
        listener = ControlListener.open(directories, level);
        acceptor =
                listener.map(l -> new Acceptor(loop, l.socket(), this::accepted, this::turnedAway));
        acceptor.ifPresent(Acceptor::start);
    }

    /// When the user logs out, the directory is removed; the guest runs on and needs a new socket
    /// file.
    private void checkSocket() {
        loop.after(checkInterval, this::checkSocket);
        if (listener.filter(ControlListener::isInPlace).isEmpty()) {
            acceptor.ifPresent(Acceptor::stop);
            listener.ifPresent(ControlListener::close);
            listen(System.Logger.Level.DEBUG);
        }
    }

    /// Starts to serve other processes, if there is a directory for the socket, and this process in
    /// any case. Does not wait for the socket.
    ///
    /// @param deviceSocket where the device listens for its VMM; it names the device if the VMM has
    ///   no name
    public static ControlServer start(Device device, Optional<Path> deviceSocket) {
        return new ControlServer(
                device,
                deviceSocket,
                ControlDirectories.ofThisProcess(),
                CHECK_INTERVAL,
                MAX_LENT,
                InputLimits.USUAL);
    }

    /// Connects a client of this process.
    public ControlClient connect() {
        List<UnixSocket> pair = UnixSocket.pair("control");
        loop.post(() -> admit(pair.get(0)));
        return new ControlClient(pair.get(1));
    }

    Device device() {
        return device;
    }

    EventLoop loop() {
        return loop;
    }

    /// Where input goes, if there is any to do.
    Optional<Inputs> inputs() {
        return inputs;
    }

    InputLimits inputLimits() {
        return inputLimits;
    }

    /// Where any client's bytes may arrive, to be taken at once.
    ///
    /// @param limit the most that are wanted
    MemorySegment room(long limit) {
        return room.asSlice(0, Math.min(limit, room.byteSize()));
    }

    Loans loans() {
        return loans;
    }

    /// A charged copy is with a client, and nothing more is written to it. Each `next` and each new
    /// copy frees the copies that clients released; after the last client, this timer does.
    void lend(LentFile memory, long size) {
        loans.lend(memory, size);
        if (!settling) {
            settling = true;
            loop.after(SETTLE_INTERVAL, this::settle);
        }
    }

    /// As the other, for a sealed copy of bytes that is made and charged now.
    ///
    /// @param send sends it to the client
    void lend(byte[] bytes, Consumer<Fd> send) {
        LentFile memory = SealedFile.of("zeropane text", bytes);
        loans.charge(bytes.length);
        try {
            send.accept(memory.fd());
        } finally {
            lend(memory, bytes.length);
        }
    }

    private void settle() {
        loans.settle();
        settling = !loans.isEmpty();
        if (settling) {
            loop.after(SETTLE_INTERVAL, this::settle);
        }
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    private void accepted(UnixSocket socket) {
        try {
            admit(socket);
        } catch (LinuxException.LimitReached e) {
            turnedAway(e);
        }
    }

    /// The client sees the end of its connection; for others it is not important.
    private void turnedAway(LinuxException reason) {
        LOG.log(System.Logger.Level.DEBUG, reason.getMessage());
    }

    /// The directory already keeps other users out; this is a second check.
    private void admit(UnixSocket socket) {
        int uid = Credentials.effectiveUid();
        boolean allowed =
                socket.peer().filter(peer -> peer.uid() == uid || peer.uid() == 0).isPresent();
        if (!allowed) {
            socket.close();
            return;
        }
        if (connections.size() >= MAX_CLIENTS) {
            makeRoom();
        }
        Connection connection;
        try {
            connection = new Connection(this, socket);
        } catch (RuntimeException | Error e) {
            // The socket has no other owner yet.
            socket.close();
            throw e;
        }
        connections.add(connection);
    }

    /// Disconnects the client that has been silent longest, but for those that may be. They are in
    /// the order in which they came.
    private void makeRoom() {
        List<Connection> staying =
                connections.stream().filter(Connection::mayBeSilent).limit(MAX_STAYING).toList();
        connections.stream()
                .filter(connection -> !staying.contains(connection))
                .min(Comparator.comparingLong(c -> c.lastRequest() - started))
                .ifPresent(Connection::giveWay);
    }

    private void nameChanged() {
        post(() -> List.copyOf(connections).forEach(Connection::nameChanged));
    }

    /// Runs a task that the device thought of, on any thread and also after [#close].
    void post(Runnable task) {
        synchronized (loans) {
            if (!ended) {
                loop.post(task);
            }
        }
    }

    /// The message of type `guest`.
    Map<String, Object> describeGuest() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "guest");
        message.put("name", name());
        return message;
    }

    private String name() {
        return InstanceName.of(device.vmmName(), deviceSocket);
    }

    /// The answer to `stats`.
    Map<String, Object> describe(Map<String, Object> numbers) {
        Map<String, Object> answer = new LinkedHashMap<>();
        OptionalInt vmm = device.vmm();
        answer.put("type", "stats");
        answer.put("protocol", PROTOCOL);
        answer.put("name", name());
        answer.put("pid", ProcessHandle.current().pid());
        vmm.ifPresent(pid -> answer.put("vmm", pid));
        answer.put("uptimeSeconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
        answer.putAll(numbers);
        return answer;
    }

    private void internalError(Throwable t) {
        if (!errorLogged) {
            errorLogged = true;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "internal error of the control socket, please report it (said once)",
                    t);
        }
    }

    /// Disconnects all clients and removes the socket. Close it before the device.
    @Override
    public void close() {
        loop.stop();
        ThreadEnd.await(thread);
        List.copyOf(connections).forEach(Connection::close);
        inputs.ifPresent(Inputs::close);
        listener.ifPresent(ControlListener::close);
        loans.close();
        synchronized (loans) {
            ended = true;
        }
        loop.close();
    }
}
