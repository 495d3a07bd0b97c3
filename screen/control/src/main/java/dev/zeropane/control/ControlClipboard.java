// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.clipboard.SelectionWord;
import dev.zeropane.display.clipboard.ClipboardText;
import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// The clipboard that a running device of another process shares with its guest. None of its
/// methods waits: what the device has not taken yet is queued, and what comes later replaces what
/// is queued.
public final class ControlClipboard implements AutoCloseable {
    /// Told what the guest does, on a thread of its own; it must neither block nor close the
    /// connection.
    public interface Listener {
        /// The guest has copied. Called at first for what it has copied before.
        void copied(Selection selection);

        /// The guest offers nothing any more.
        void released(Selection selection);

        /// The device has ended, or shares nothing any more. Not called after [#close].
        ///
        /// @param reason for people
        void ended(ControlException reason);
    }

    /// Longer than a device waits for its guest.
    private static final int ANSWER_SECONDS = 12;

    private final ControlLink link;
    private final Listener listener;
    private final CompletableFuture<Void> greeting = new CompletableFuture<>();

    // Guarded by this.
    private final ArrayDeque<Request> queue = new ArrayDeque<>();

    /// Sent, and to be answered in this order.
    private final ArrayDeque<Request> asked = new ArrayDeque<>();

    private Optional<ControlException> end = Optional.empty();

    /// What is being sent, and how many bytes of it are.
    private byte[] sending = new byte[0];

    private int sent;

    private sealed interface Request {
        Selection selection();

        record Copy(Selection selection, ClipboardText text, CompletableFuture<Void> done)
                implements Request {}

        record Release(Selection selection) implements Request {}

        record Paste(Selection selection, CompletableFuture<Optional<ClipboardText>> done)
                implements Request {}
    }

    private ControlClipboard(UnixSocket socket, Listener listener) {
        this.listener = listener;
        this.link = new ControlLink(socket, new Linked(), "zeropane-paste");
        sending = bytes("clipboard");
        link.start();
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Connects to a device.
    ///
    /// @throws dev.zeropane.linux.LinuxException if none listens at the socket
    /// @throws ControlException if it does not share its guest's clipboard
    public static ControlClipboard connect(Path path, Listener listener) {
        ControlClipboard made =
                new ControlClipboard(ControlClient.connectPatiently(path), listener);
        try {
            made.await(made.greeting);
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    /// Waits for an answer.
    ///
    /// @throws ControlException if there is none
    public <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ControlException reason) {
                throw reason;
            }
            throw new ControlException("the device does not answer", e);
        }
    }

    /// Offers the guest a text, from now on and after this has ended.
    ///
    /// @return done when the device has it
    public CompletableFuture<Void> copy(Selection selection, ClipboardText text) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (end.isPresent()) {
                done.completeExceptionally(end.get());
                return done;
            }
            dropOffers(selection);
            queue.add(new Request.Copy(selection, text, done));
        }
        link.wake();
        return done;
    }

    /// Offers the guest nothing any more.
    public void release(Selection selection) {
        synchronized (this) {
            if (end.isPresent()) {
                return;
            }
            dropOffers(selection);
            queue.add(new Request.Release(selection));
        }
        link.wake();
    }

    /// What is replaced before it is sent was offered for no time.
    private void dropOffers(Selection selection) {
        queue.removeIf(queued -> {
            if (queued.selection() != selection || queued instanceof Request.Paste) {
                return false;
            }
            if (queued instanceof Request.Copy copy) {
                copy.done.complete(null);
            }
            return true;
        });
    }

    /// Asks for what the guest has copied.
    ///
    /// @return nothing if there is nothing
    public CompletableFuture<Optional<ClipboardText>> paste(Selection selection) {
        CompletableFuture<Optional<ClipboardText>> done = new CompletableFuture<>();
        synchronized (this) {
            if (end.isPresent()) {
                done.completeExceptionally(end.get());
                return done;
            }
            for (Request queued : queue) {
                if (queued instanceof Request.Paste paste && paste.selection == selection) {
                    return paste.done;
                }
            }
            queue.add(new Request.Paste(selection, done));
        }
        link.wake();
        return done;
    }

    private synchronized int fill(MemorySegment buffer) {
        int filled = 0;
        while (filled < buffer.byteSize()) {
            if (sent == sending.length) {
                sent = 0;
                sending = next();
                if (sending.length == 0) {
                    break;
                }
            }
            int count = (int) Math.min(sending.length - sent, buffer.byteSize() - filled);
            MemorySegment.copy(sending, sent, buffer, ValueLayout.JAVA_BYTE, filled, count);
            filled += count;
            sent += count;
        }
        return filled;
    }

    /// The bytes of the next request; none if there is none.
    private byte[] next() {
        Request request = queue.poll();
        if (request == null) {
            return new byte[0];
        }
        String word = SelectionWord.of(request.selection());
        return switch (request) {
            case Request.Copy(_, var text, _) -> {
                asked.add(request);
                byte[] line = bytes("copy " + word + " " + text.length());
                byte[] utf8 = text.utf8();
                byte[] all = new byte[line.length + utf8.length];
                System.arraycopy(line, 0, all, 0, line.length);
                System.arraycopy(utf8, 0, all, line.length, utf8.length);
                yield all;
            }
            case Request.Release _ -> bytes("release " + word);
            case Request.Paste _ -> {
                asked.add(request);
                yield bytes("paste " + word);
            }
        };
    }

    private final class Linked implements ControlLink.Client {
        @Override
        public int fill(MemorySegment buffer) {
            return ControlClipboard.this.fill(buffer);
        }

        @Override
        public void answered(Fields message) {
            switch (message.text("type")) {
                case "clipboard" -> greeting.complete(null);
                case "copied" -> listener.copied(selection(message));
                case "released" -> listener.released(selection(message));
                case "offered" -> {
                    if (answeredRequest() instanceof Request.Copy copy) {
                        copy.done.complete(null);
                    }
                }
                case "none" -> pasted(Optional.empty());
                case "text" -> pasted(text(message));
                default -> {}
            }
        }

        @Override
        public void ended(ControlException reason) {
            fail(reason);
            if (!greeting.completeExceptionally(reason)) {
                listener.ended(reason);
            }
        }
    }

    private static Selection selection(Fields message) {
        String word = message.text("selection");
        return SelectionWord.parse(word)
                .orElseThrow(() -> new ControlException("no selection is called " + word));
    }

    private synchronized Request answeredRequest() {
        Request request = asked.poll();
        if (request == null) {
            throw new ControlException("an answer that nobody asked for");
        }
        return request;
    }

    private void pasted(Optional<ClipboardText> text) {
        if (answeredRequest() instanceof Request.Paste paste) {
            paste.done.complete(text);
        }
    }

    private Optional<ClipboardText> text(Fields message) {
        int size = message.integer("size");
        if (size == 0) {
            return ClipboardText.of("");
        }
        if (size < 0 || size > ClipboardText.MAX_BYTES) {
            throw new ControlException("a text of " + size + " bytes");
        }
        try (Fd fd = link.takeFd().orElseThrow(() -> new ControlException("a text without one"))) {
            boolean sealed = fd.seals().filter(s -> s.has(Seals.F_SEAL_SHRINK)).isPresent();
            if (!sealed || fd.size() < size) {
                throw new ControlException("a text in memory that does not hold it");
            }
            try (Mapping mapping = Mapping.of(fd, 0, size, Mapping.Access.READ)) {
                return ClipboardText.ofUtf8(mapping.segment().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    private void fail(ControlException reason) {
        ArrayDeque<Request> open = new ArrayDeque<>();
        synchronized (this) {
            end = end.or(() -> Optional.of(reason));
            open.addAll(asked);
            open.addAll(queue);
            asked.clear();
            queue.clear();
        }
        for (Request request : open) {
            switch (request) {
                case Request.Copy copy -> copy.done.completeExceptionally(reason);
                case Request.Release _ -> {}
                case Request.Paste paste -> paste.done.completeExceptionally(reason);
            }
        }
    }

    /// Disconnects. What is still queued may be lost; what the device has stays on offer.
    @Override
    public void close() {
        link.close();
        fail(new ControlException("closed"));
    }
}
