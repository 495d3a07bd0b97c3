// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.input.InputPart;
import dev.zeropane.control.input.InputText;
import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Mode;
import dev.zeropane.display.SizeWishes;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
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

    private final ControlLink link;
    private final Listener listener;
    private final CompletableFuture<Fields> greeting = new CompletableFuture<>();

    /// What waits to be sent.
    private final ArrayDeque<Line> queue = new ArrayDeque<>();

    /// Whether the queue was full, and has not been empty since.
    private boolean dropping;

    private Optional<ControlException> end = Optional.empty();

    /// Questions that the device has not answered.
    private final Queue<CompletableFuture<Void>> reads = new ArrayDeque<>();

    /// @param replaces what a later line of the same kind may take the place of: the pointer's
    ///   place, or a screen's size
    private record Line(String text, Optional<String> replaces) {}

    private ControlInput(UnixSocket socket, Listener listener) {
        this.link = new ControlLink(socket, new Linked(), "zeropane-hands");
        this.listener = listener;
        queue.add(new Line("input", Optional.empty()));
        link.start();
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
            link.wake();
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
        link.wake();
    }

    private final class Linked implements ControlLink.Client {
        @Override
        public int fill(MemorySegment buffer) {
            return ControlInput.this.fill(buffer);
        }

        @Override
        public void answered(Fields message) {
            switch (message.text("type")) {
                case "input" -> {
                    listener.lightsChanged(lights(message));
                    greeting.complete(message);
                }
                case "lights" -> listener.lightsChanged(lights(message));
                case "read" -> nextRead().ifPresent(asked -> asked.complete(null));
                default -> {}
            }
        }

        @Override
        public void ended(ControlException reason) {
            synchronized (ControlInput.this) {
                end = Optional.of(reason);
                queue.clear();
            }
            failReads(reason);
            if (!greeting.completeExceptionally(reason)) {
                listener.ended(reason);
            }
        }
    }

    /// Takes lines out of the queue to be sent next.
    private synchronized int fill(MemorySegment buffer) {
        if (queue.isEmpty() && dropping) {
            dropping = false;
            InputText.lines(InputEvent.RELEASE_ALL)
                    .forEach(text -> queue.add(new Line(text, Optional.empty())));
        }
        int filled = 0;
        while (!queue.isEmpty() && queue.peek().text().length() + 1 <= buffer.byteSize() - filled) {
            byte[] line = (queue.remove().text() + "\n").getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(line, 0, buffer, ValueLayout.JAVA_BYTE, filled, line.length);
            filled += line.length;
        }
        return filled;
    }

    private static Lights lights(Fields fields) {
        Set<String> names = new HashSet<>(fields.texts("leds"));
        return Lights.of(names);
    }

    private synchronized Optional<CompletableFuture<Void>> nextRead() {
        return Optional.ofNullable(reads.poll());
    }

    private void failReads(ControlException reason) {
        for (var asked = nextRead(); asked.isPresent(); asked = nextRead()) {
            asked.get().completeExceptionally(reason);
        }
    }

    /// Lets go of everything. What is still queued may be lost: see [#read].
    @Override
    public void close() {
        link.close();
        synchronized (this) {
            end = end.or(() -> Optional.of(new ControlException("closed")));
        }
        failReads(end.get());
    }
}
