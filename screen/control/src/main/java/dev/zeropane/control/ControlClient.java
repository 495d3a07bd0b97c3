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
            return new Fields(answer.members);
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
            String type = new Fields(message.members).text("type");
            switch (type) {
                case "frame" -> {
                    try (Mapping mapping = FrameMessage.map(message.members, message.fd())) {
                        shown.accept(FrameMessage.read(message.members, mapping));
                    }
                }
                case "off" -> off.run();
                default -> throw new ControlException("an answer of unknown type " + type);
            }
        }
        send("next");
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
        return new ControlException("the device has ended");
    }

    private record Message(Map<String, Object> members, List<Fd> fds) implements AutoCloseable {
        Optional<Fd> fd() {
            return fds.stream().findFirst();
        }

        @Override
        public void close() {
            fds.forEach(Fd::close);
        }
    }

    /// Receives one message. There is never more than one on its way.
    private Optional<Message> receive(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        List<Fd> fds = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (socket.awaitReadable(Duration.ofNanos(end - System.nanoTime()))) {
                switch (socket.receive(buffer, fds)) {
                    case DATA -> append(line);
                    case END -> throw ended();
                    case NOTHING -> {}
                }
                byte[] bytes = line.toByteArray();
                if (bytes.length > 0 && bytes[bytes.length - 1] == '\n') {
                    Map<String, Object> members = read(bytes);
                    List<Fd> taken = List.copyOf(fds);
                    fds.clear();
                    return Optional.of(new Message(members, taken));
                }
            }
            return Optional.empty();
        } catch (LinuxException.Disconnected e) {
            throw ended();
        } finally {
            fds.forEach(Fd::close);
        }
    }

    private void append(ByteArrayOutputStream line) {
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
        socket.close();
    }
}
