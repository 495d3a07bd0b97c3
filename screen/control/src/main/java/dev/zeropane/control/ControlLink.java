// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Printable;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connection to a running device, on a thread of its own, for clients that send without waiting
/// and are told what the device says whenever it says it.
final class ControlLink implements AutoCloseable {
    /// The client. All is called on the link's thread.
    interface Client {
        /// Puts what is to be sent next into a buffer.
        ///
        /// @return how many bytes; 0 if there is nothing until [ControlLink#wake]
        int fill(MemorySegment buffer);

        /// The device has said something that is no error.
        void answered(Fields message);

        /// The device takes no more. Called once, if at all; nothing else is called afterwards.
        void ended(ControlException reason);
    }

    private static final int CHUNK = 1 << 14;
    private static final int MAX_ANSWER = 1 << 12;

    /// More than there are answers with a descriptor on their way at a time.
    private static final int MAX_FDS = 4;

    private final UnixSocket socket;
    private final Client client;
    private final EventLoop loop = new EventLoop(this::failed);
    private final Thread thread;

    // Of the thread.
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final ArrayDeque<Fd> fds = new ArrayDeque<>();
    private final MemorySegment in = Arena.ofAuto().allocate(MAX_ANSWER);
    private final MemorySegment out = Arena.ofAuto().allocate(CHUNK);
    private long unsentFrom;
    private long unsentTo;
    private boolean ended;

    // Guarded by this.
    private boolean flushPosted;
    private boolean closed;

    /// @param socket connected, and closed with this
    ControlLink(UnixSocket socket, Client client, String thread) {
        this.socket = socket;
        this.client = client;
        loop.watch(socket.fd(), () -> guarded(this::readable), () -> guarded(this::flush));
        this.thread = Thread.ofPlatform().daemon().name(thread).unstarted(loop::run);
    }

    /// Begins to send. Call it when the client is complete.
    void start() {
        wake();
        thread.start();
    }

    /// There is something to send. Any thread.
    synchronized void wake() {
        if (!flushPosted && !closed) {
            flushPosted = true;
            loop.post(() -> guarded(this::flush));
        }
    }

    private void flush() {
        synchronized (this) {
            flushPosted = false;
        }
        while (!ended) {
            if (unsentFrom == unsentTo) {
                unsentFrom = 0;
                unsentTo = client.fill(out);
                if (unsentTo == 0) {
                    loop.wantWrites(socket.fd(), false);
                    return;
                }
            }
            long sent = socket.send(out.asSlice(unsentFrom, unsentTo - unsentFrom), List.of());
            if (sent == 0) {
                loop.wantWrites(socket.fd(), true);
                return;
            }
            unsentFrom += sent;
        }
    }

    private void readable() {
        switch (receive()) {
            case END -> finish(new DeviceEndedException());
            case NOTHING -> {}
            case DATA -> {
                for (long i = 0; i < socket.received() && !ended; i++) {
                    byte b = in.get(ValueLayout.JAVA_BYTE, i);
                    if (b != '\n') {
                        answer.write(b);
                        continue;
                    }
                    String line = answer.toString(StandardCharsets.UTF_8);
                    answer.reset();
                    answered(line);
                }
                if (answer.size() > MAX_ANSWER || fds.size() > MAX_FDS) {
                    finish(new ControlException("an answer without end"));
                }
            }
        }
    }

    private UnixSocket.Received receive() {
        List<Fd> arrived = new ArrayList<>();
        UnixSocket.Received received = socket.receive(in, arrived);
        fds.addAll(arrived);
        return received;
    }

    /// The next descriptor that came with an answer; they come in the order of the answers that
    /// have one. The caller owns it.
    Optional<Fd> takeFd() {
        return Optional.ofNullable(fds.poll());
    }

    private void answered(String line) {
        Fields fields;
        try {
            fields = new Fields(Json.readObject(line));
        } catch (JsonException e) {
            throw new ControlException("an answer that is " + e.getMessage(), e);
        }
        if (fields.text("type").equals("error")) {
            finish(new ControlException(Printable.of(fields.text("message"))));
        } else {
            client.answered(fields);
        }
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (ControlException e) {
            finish(e);
        } catch (LinuxException.Disconnected e) {
            // What the device said before it hung up is still to be read.
            loop.wantWrites(socket.fd(), false);
        } catch (LinuxException e) {
            finish(new ControlException(e.getMessage(), e));
        }
    }

    private void failed(Throwable failure) {
        finish(new ControlException("internal error, please report it: " + failure, failure));
    }

    private void finish(ControlException reason) {
        if (!ended) {
            ended = true;
            loop.unwatch(socket.fd());
            client.ended(reason);
        }
    }

    /// Disconnects. What was not sent is lost.
    @Override
    public void close() {
        loop.stop();
        ThreadEnd.await(thread);
        fds.forEach(Fd::close);
        fds.clear();
        synchronized (this) {
            closed = true;
        }
        socket.close();
        loop.close();
    }
}
