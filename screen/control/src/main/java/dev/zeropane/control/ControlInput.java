// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.control.input.InputText;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Printable;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.thread.ThreadEnd;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Does a person's input to a running device of another process, which lets go of everything when
/// this ends. It takes what displays give, so a display can be given one in place of the devices.
///
/// Neither [#input] nor the wishes wait: what the device has not taken yet is queued. Motion
/// replaces motion in the queue; when it is full, what comes is dropped until it is empty, and then
/// everything is let go of, so nothing stays pressed.
public final class ControlInput implements InputSink, AutoCloseable {
    /// Gets what a device has to say meanwhile, on a thread of its own; it must neither block nor
    /// close the connection.
    public interface Listener {
        /// The lights of the guest's keyboard are these now. Called once at first.
        void lightsChanged(Lights lights);

        /// The device has ended, or takes no more input from here. Not called after [#close].
        ///
        /// @param reason for people
        void ended(ControlException reason);
    }

    private static final int MAX_QUEUED = 2048;
    private static final int CHUNK = 1 << 13;
    private static final int MAX_ANSWER = 1 << 12;

    private final UnixSocket socket;
    private final Listener listener;
    private final EventLoop loop = new EventLoop(this::failed);
    private final Thread thread;
    private final CompletableFuture<Fields> greeting = new CompletableFuture<>();

    /// What waits to be sent.
    private final ArrayDeque<Line> queue = new ArrayDeque<>();

    private boolean flushPosted;

    /// Whether the queue was full, and has not been empty since.
    private boolean dropping;

    private Optional<ControlException> end = Optional.empty();

    /// Questions that the device has not answered.
    private final Queue<CompletableFuture<Void>> reads = new ArrayDeque<>();

    /// Loop thread only, as the following.
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    private final MemorySegment in = Arena.ofAuto().allocate(MAX_ANSWER);
    private final MemorySegment out = Arena.ofAuto().allocate(CHUNK);
    private long unsentFrom;
    private long unsentTo;

    /// @param replaces what a later line of the same kind may take the place of: the pointer's
    ///   place, or a screen's size
    private record Line(String text, Optional<String> replaces) {}

    private ControlInput(UnixSocket socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
        queue.add(new Line("input", Optional.empty()));
        loop.watch(socket.fd(), () -> guarded(this::readable), () -> guarded(this::flush));
        loop.post(() -> guarded(this::flush));
        thread = Thread.ofPlatform().daemon().name("zeropane-hands").start(loop::run);
    }

    /// Connects to a device.
    ///
    /// @throws LinuxException if none listens at the socket
    /// @throws ControlException if it takes no input, for instance because its guest has no
    ///   keyboard of ours
    public static ControlInput connect(Path path, Listener listener) {
        return over(ControlClient.connectPatiently(path), listener);
    }

    /// Does input over a connected socket, which this closes in any case.
    static ControlInput over(UnixSocket socket, Listener listener) {
        ControlInput made = new ControlInput(socket, listener);
        try {
            made.awaitGreeting();
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private void awaitGreeting() {
        Fields _ =
                await(
                        greeting.orTimeout(
                                ControlClient.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Takes the sizes that a display wishes; [SizeWishes#NONE] if the device cannot tell its
    /// guest.
    public SizeWishes sizes() {
        boolean heard = greeting.join().find("sizes").equals(Optional.of(true));
        return heard ? this::wish : SizeWishes.NONE;
    }

    @Override
    public void input(List<InputEvent> frame) {
        boolean motion = frame.size() == 1 && frame.getFirst() instanceof InputEvent.Pointer;
        Optional<String> kind = motion ? Optional.of("pointer") : Optional.empty();
        synchronized (this) {
            InputText.lines(frame).forEach(text -> add(new Line(text, kind)));
        }
    }

    private void wish(int scanout, Mode size) {
        synchronized (this) {
            add(new Line(InputText.line(scanout, size), Optional.of("size " + scanout)));
        }
    }

    /// Asks the guest to read its input from one device until now.
    ///
    /// @return done when it has; or with a [ControlException] if it does not for some seconds, or
    ///   the device has ended
    public CompletableFuture<Void> read(InputPart part) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        synchronized (this) {
            if (end.isPresent()) {
                asked.completeExceptionally(end.get());
                return asked;
            }
            reads.add(asked);
            queue.add(new Line(InputText.line(part), Optional.empty()));
            wake();
        }
        return asked;
    }

    /// As [#read], but waits for it.
    ///
    /// @throws ControlException if the guest does not read, or the device has ended
    public void awaitRead(InputPart part) {
        await(read(part));
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new ControlException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException("interrupted", e);
        }
    }

    /// Call it with the lock held.
    private void add(Line line) {
        if (end.isPresent() || dropping) {
            return;
        }
        Line last = queue.peekLast();
        if (last != null
                && last.replaces().isPresent()
                && last.replaces().equals(line.replaces())) {
            queue.removeLast();
        }
        if (queue.size() >= MAX_QUEUED) {
            dropping = true;
        } else {
            queue.add(line);
        }
        wake();
    }

    private void wake() {
        if (!flushPosted) {
            flushPosted = true;
            loop.post(() -> guarded(this::flush));
        }
    }

    private void flush() {
        synchronized (this) {
            flushPosted = false;
            if (end.isPresent()) {
                return;
            }
        }
        while (true) {
            if (unsentFrom == unsentTo && !fill()) {
                loop.wantWrites(socket.fd(), false);
                return;
            }
            long sent = socket.send(out.asSlice(unsentFrom, unsentTo - unsentFrom), List.of());
            if (sent == 0) {
                loop.wantWrites(socket.fd(), true);
                return;
            }
            unsentFrom += sent;
        }
    }

    /// Takes lines out of the queue to be sent next.
    ///
    /// @return whether there were any
    private synchronized boolean fill() {
        if (queue.isEmpty() && dropping) {
            dropping = false;
            InputText.lines(InputEvent.RELEASE_ALL)
                    .forEach(text -> queue.add(new Line(text, Optional.empty())));
        }
        unsentFrom = 0;
        unsentTo = 0;
        while (!queue.isEmpty() && queue.peek().text().length() + 1 <= CHUNK - unsentTo) {
            byte[] line = (queue.remove().text() + "\n").getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(line, 0, out, ValueLayout.JAVA_BYTE, unsentTo, line.length);
            unsentTo += line.length;
        }
        return unsentTo > 0;
    }

    private void readable() {
        switch (socket.receive(in)) {
            case END -> finish(new ControlException("the device has ended"));
            case NOTHING -> {}
            case DATA -> {
                for (long i = 0; i < socket.received(); i++) {
                    byte b = in.get(ValueLayout.JAVA_BYTE, i);
                    if (b != '\n') {
                        answer.write(b);
                        continue;
                    }
                    String line = answer.toString(StandardCharsets.UTF_8);
                    answer.reset();
                    answered(line);
                }
                if (answer.size() > MAX_ANSWER) {
                    finish(new ControlException("an answer without end"));
                }
            }
        }
    }

    private void answered(String line) {
        Fields fields;
        try {
            fields = new Fields(Json.readObject(line));
        } catch (JsonException e) {
            throw new ControlException("an answer that is " + e.getMessage(), e);
        }
        switch (fields.text("type")) {
            case "input" -> {
                listener.lightsChanged(lights(fields));
                greeting.complete(fields);
            }
            case "lights" -> listener.lightsChanged(lights(fields));
            case "read" -> nextRead().ifPresent(asked -> asked.complete(null));
            case "error" -> finish(new ControlException(Printable.of(fields.text("message"))));
            default -> {}
        }
    }

    private static Lights lights(Fields fields) {
        Set<String> names = new HashSet<>(fields.texts("leds"));
        return Lights.of(names);
    }

    private synchronized Optional<CompletableFuture<Void>> nextRead() {
        return Optional.ofNullable(reads.poll());
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

    /// The device takes no more. Loop thread only.
    private void finish(ControlException reason) {
        synchronized (this) {
            if (end.isPresent()) {
                return;
            }
            end = Optional.of(reason);
            queue.clear();
        }
        loop.unwatch(socket.fd());
        failReads(reason);
        if (!greeting.completeExceptionally(reason)) {
            listener.ended(reason);
        }
    }

    private void failReads(ControlException reason) {
        for (var asked = nextRead(); asked.isPresent(); asked = nextRead()) {
            asked.get().completeExceptionally(reason);
        }
    }

    /// Lets go of everything. What is still queued may be lost: see [#read].
    @Override
    public void close() {
        loop.stop();
        ThreadEnd.await(thread);
        synchronized (this) {
            end = end.or(() -> Optional.of(new ControlException("closed")));
        }
        failReads(end.get());
        socket.close();
        loop.close();
    }
}
