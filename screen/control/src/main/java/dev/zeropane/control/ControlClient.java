// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Printable;
import dev.zeropane.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Sends requests to a running device. Belongs to one thread, which waits for the answers.
public final class ControlClient implements AutoCloseable {
    /// Longer than the server waits for its device.
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private static final String STATS = "stats";
    private static final int MAX_MESSAGE = 1 << 20;
    private static final long RETRY_NANOS = 5_000_000;

    private final UnixSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 16);

    /// The beginning of a message, and the descriptors that came with it.
    private ByteArrayOutputStream line = new ByteArrayOutputStream();

    private List<Fd> fds = new ArrayList<>();

    ControlClient(UnixSocket socket) {
        this.socket = socket;
    }

    /// @throws LinuxException if no device listens at the socket
    public static ControlClient connect(Path path) {
        return new ControlClient(connectPatiently(path));
    }

    /// Connects and asks for statistics, without waiting; [#answer] comes next.
    ///
    /// @throws LinuxException EAGAIN if the socket's queue of waiting clients is full
    static ControlClient ask(Path path) {
        ControlClient client = new ControlClient(UnixSocket.connect(path));
        try {
            client.send(STATS);
            return client;
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    static UnixSocket connectPatiently(Path path) {
        long end = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        while (true) {
            try {
                return UnixSocket.connect(path);
            } catch (LinuxException e) {
                // The socket's queue of waiting clients is full.
                if (e.errno() != Errno.EAGAIN || System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /// The device's current statistics.
    public Fields stats() {
        send(STATS);
        return answer(ANSWER_TIMEOUT);
    }

    Fields answer(Duration limit) {
        try (Message answer = receive(limit).orElseThrow(ControlClient::noAnswer)) {
            return answer.fields();
        }
    }

    /// Begins to watch a screen; [#next] waits for its pictures, which are copies.
    public void watch(int scanout) {
        send("watch " + scanout);
    }

    /// As [#watch], but the pictures are the guest's own pages if these can be exported.
    public void watchLive(int scanout) {
        send("watch " + scanout + " dmabuf");
    }

    /// Waits for the next state of the screen, and calls one of two actions.
    ///
    /// @param shown gets a picture, which is valid only during the call
    /// @param off called if the screen is off
    /// @return false if nothing changed within the time
    public boolean next(Duration limit, Consumer<FrameMessage> shown, Runnable off) {
        Optional<Message> received = receive(limit);
        if (received.isEmpty()) {
            return false;
        }
        try (Message message = received.get()) {
            String type = message.fields().text("type");
            switch (type) {
                case "frame" -> {
                    try (Mapping mapping = FrameMessage.map(message.fields(), message.fd())) {
                        shown.accept(FrameMessage.read(message.fields(), mapping));
                    }
                }
                case "off" -> off.run();
                default -> throw new ControlException("an answer of unknown type " + type);
            }
        }
        ready();
        return true;
    }

    private static ControlException noAnswer() {
        return new ControlException("the device does not answer");
    }

    private void send(String request) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] line = (request + "\n").getBytes(StandardCharsets.US_ASCII);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, line);
            if (socket.send(bytes, List.of()) != line.length) {
                throw noAnswer();
            }
        } catch (LinuxException.Disconnected e) {
            throw ended();
        }
    }

    private static ControlException ended() {
        return new DeviceEndedException();
    }

    /// Receives one message. There is never more than one on its way.
    private Optional<Message> receive(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (socket.awaitReadable(Duration.ofNanos(end - System.nanoTime()))) {
            Optional<Message> message = poll();
            if (message.isPresent()) {
                return message;
            }
        }
        return Optional.empty();
    }

    /// Begins to view a screen: its messages come one at a time, each after [#ready].
    ///
    /// @param dmaBufs whether the guest's own pages are wanted, where they can be had
    public void view(int scanout, boolean dmaBufs) {
        send("view " + scanout + (dmaBufs ? " dmabuf" : ""));
    }

    /// The last message of a view was taken, and the next may come.
    public void ready() {
        send("next");
    }

    /// The connection, to be watched for what [#poll] takes.
    public Fd fd() {
        return socket.fd();
    }

    /// Takes what has arrived, without waiting.
    ///
    /// @return a message once all of it is there
    public Optional<Message> poll() {
        try {
            switch (socket.receive(buffer, fds)) {
                case DATA -> append();
                case END -> throw ended();
                case NOTHING -> {}
            }
        } catch (LinuxException.Disconnected e) {
            throw ended();
        }
        byte[] bytes = line.toByteArray();
        if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
            return Optional.empty();
        }
        line = new ByteArrayOutputStream();
        Message message = new Message(new Fields(read(bytes)), fds);
        fds = new ArrayList<>();
        return Optional.of(message);
    }

    private void append() {
        line.writeBytes(buffer.asSlice(0, socket.received()).toArray(ValueLayout.JAVA_BYTE));
        if (line.size() > MAX_MESSAGE) {
            throw new ControlException("an answer without end");
        }
    }

    private static Map<String, Object> read(byte[] line) {
        Map<String, Object> members = object(new String(line, StandardCharsets.UTF_8));
        Fields fields = new Fields(members);
        if (fields.text("type").equals("error")) {
            throw new ControlException(Printable.of(fields.text("message")));
        }
        return members;
    }

    private static Map<String, Object> object(String line) {
        try {
            return Json.readObject(line);
        } catch (JsonException e) {
            throw new ControlException("an answer that is " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
        fds.clear();
        socket.close();
    }
}
