// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.control.clipboard.ClipboardSession;
import dev.zeropane.control.input.Inputs;
import dev.zeropane.control.request.RequestBuffer;
import dev.zeropane.display.Lights;
import dev.zeropane.display.clipboard.Clipboard;
import dev.zeropane.json.Json;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One client, on the control thread. Its requests cost at most the memory of one line and one
/// picture. A client that does not read its answers loses its connection.
final class Connection implements AutoCloseable, Watching.Client, ClipboardSession.Client {
    /// A device that has not answered within this time hangs.
    static final Duration DEVICE_TIMEOUT = Duration.ofSeconds(2);

    private static final Pattern WATCH = Pattern.compile("(watch|view) ([0-9]{1,3})( dmabuf)?");

    private final ControlServer server;
    private final EventLoop loop;
    private final UnixSocket socket;
    private final RequestBuffer in = new RequestBuffer();
    private boolean ended;
    private boolean closed;
    private long lastRequest = System.nanoTime();

    /// Whether the device has yet to answer: further requests wait.
    private boolean busy;

    /// For how many reasons a client that does input has to wait.
    private int holds;

    private Optional<Watching> watching = Optional.empty();

    /// Once the client does input, that is all it does.
    private Optional<InputClient> input = Optional.empty();

    /// Once the client shares the clipboard, that is all it does.
    private Optional<ClipboardSession> clipboard = Optional.empty();

    /// Whether the socket is not read, because there is no room for more.
    private boolean unread;

    /// Whether the client is ready for the next message of its watch.
    private boolean ready;

    Connection(ControlServer server, UnixSocket socket) {
        this.server = server;
        this.loop = server.loop();
        this.socket = socket;
        loop.watch(socket.fd(), this::readable);
    }

    /// Whether it is usual that this client asks for nothing.
    boolean mayBeSilent() {
        return watching.isPresent() || input.isPresent() || clipboard.isPresent();
    }

    /// Ends it, as another one needs its place.
    void giveWay() {
        if (mayBeSilent()) {
            refuse(
                    "this connection made room for another: %d others watch, do input or share the clipboard already; end some (zeropane view, watch, web)"
                            .formatted(ControlServer.MAX_STAYING));
        } else {
            close();
        }
    }

    /// When the client sent its last request, as [System#nanoTime].
    long lastRequest() {
        return lastRequest;
    }

    private void readable() {
        guarded(() -> {
            int missing = missing();
            switch (socket.receive(missing > 0 ? server.room(missing) : in.room())) {
                case DATA -> arrived(missing > 0, socket.received());
                case END -> ended = true;
                case NOTHING -> {}
            }
            if (socket.dropped()) {
                refuse("no descriptors are taken here");
                return;
            }
            serveLines();
        });
    }

    /// How many bytes come next that are part of a text, and no line.
    private int missing() {
        return clipboard.map(ClipboardSession::missing).orElse(0);
    }

    private void arrived(boolean ofText, long count) {
        if (ofText) {
            clipboard.orElseThrow().take(server.room(count));
        } else {
            in.arrived(count);
        }
    }

    /// A disconnected client is not an error. After a bug, the client had better be disconnected
    /// than wait for ever.
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (LinuxException.Disconnected e) {
            close();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void serveLines() {
        while (!closed && !busy) {
            if (in.take(missing(), bytes -> clipboard.orElseThrow().take(bytes))) {
                continue;
            }
            Optional<String> line = in.takeLine();
            if (line.isEmpty()) {
                break;
            }
            lastRequest = System.nanoTime();
            serve(line.get());
        }
        if (!closed && busy && input.isPresent()) {
            if (in.isFull() || ended) {
                leaveWaiting();
            }
        } else if (!closed && busy && clipboard.isPresent() && in.isFull()) {
            stopReading();
        } else if (!closed && in.isFull()) {
            refuse(
                    busy
                            ? "ask one thing at a time: more than %d bytes came before the answer to the first"
                                    .formatted(RequestBuffer.MAX_LINE - 1)
                            : "a request has at most %d bytes"
                                    .formatted(RequestBuffer.MAX_LINE - 1));
        } else if (!closed && ended) {
            if (busy) {
                // The client may have closed only its sending side: it still gets its answer.
                loop.unwatch(socket.fd());
            } else {
                close();
            }
        }
    }

    /// What is done with a client that is ahead of us: input waits in its socket. Nothing waits for
    /// one that has gone.
    private void leaveWaiting() {
        if (ended) {
            close();
        } else {
            stopReading();
        }
    }

    private void stopReading() {
        if (!unread) {
            unread = true;
            loop.unwatch(socket.fd());
        }
    }

    private void serve(String request) {
        if (input.isPresent()) {
            input.get().serve(request);
            return;
        }
        if (clipboard.isPresent()) {
            clipboard.get().serve(request);
            return;
        }
        Matcher watch = WATCH.matcher(request);
        if (request.equals("stats")) {
            ask(server.device().stats(), numbers -> send(server.describe(numbers), List.of()));
        } else if (watching.isPresent() && request.equals("next")) {
            server.loans().settle();
            ready = true;
            sendNext();
        } else if (watching.isEmpty() && watch.matches()) {
            watch(
                    Integer.parseInt(watch.group(2)),
                    watch.group(1).equals("view"),
                    watch.group(3) != null);
        } else if (watching.isEmpty() && request.equals("input")) {
            server.inputs().ifPresentOrElse(this::doInput, () -> refuse(InputClient.NO_INPUT));
        } else if (watching.isEmpty() && request.equals("clipboard")) {
            server.device()
                    .clipboard()
                    .ifPresentOrElse(
                            this::shareClipboard, () -> refuse(ClipboardSession.NO_CLIPBOARD));
        } else {
            refuse(
                    "requests are: stats, watch SCANOUT [dmabuf], view SCANOUT [dmabuf], next after each"
                            + " message of a watch or view, input, and clipboard");
        }
    }

    private void shareClipboard(Clipboard shared) {
        ClipboardSession session = new ClipboardSession(shared, this);
        clipboard = Optional.of(session);
        // The client may have gone before its first answer.
        if (closed) {
            session.close();
        }
    }

    private void doInput(Inputs inputs) {
        InputClient client = new InputClient(this, loop, inputs, server.inputLimits());
        input = Optional.of(client);
        send(client.greeting(), List.of());
    }

    /// Tells a client that does input of the guest's lights.
    void tell(Lights lights) {
        input.ifPresent(client -> client.tell(lights));
    }

    @Override
    public void answer(Map<String, Object> message) {
        guarded(() -> send(message, List.of()));
    }

    @Override
    public void answer(Map<String, Object> message, byte[] bytes) {
        guarded(() -> lend(message, bytes));
    }

    private void lend(Map<String, Object> message, byte[] bytes) {
        if (!server.loans().hasRoomFor(bytes.length)) {
            refuse("no memory for a text: clients keep " + server.loans());
            return;
        }
        try {
            server.lend(bytes, fd -> send(message, List.of(fd)));
        } catch (LinuxException.Disconnected e) {
            throw e;
        } catch (LinuxException e) {
            // There is no descriptor or memory for it.
            refuse(e.getMessage());
        }
    }

    @Override
    public void post(Runnable task) {
        server.post(task);
    }

    /// Takes no more lines until [#proceed], which has to follow each call.
    @Override
    public void hold() {
        holds++;
        busy = true;
    }

    /// Takes no more lines for a while, nor notices that the client has left: what it said before
    /// is still to be done.
    void pause(Duration time) {
        hold();
        stopReading();
        loop.after(time, this::proceed);
    }

    /// Takes lines again, unless there is another reason to wait.
    @Override
    public void proceed() {
        if (closed) {
            return;
        }
        holds--;
        busy = holds > 0;
        if (unread) {
            unread = false;
            loop.watch(socket.fd(), this::readable);
        }
        guarded(this::serveLines);
    }

    private void watch(int number, boolean view, boolean dmaBufs) {
        if (number >= server.device().scanouts()) {
            refuse("screens are numbered from 0 to " + (server.device().scanouts() - 1));
            return;
        }
        Watcher added = new Watcher(view, dmaBufs, () -> loop.post(this::sendNext));
        watching = Optional.of(new Watching(server, number, view, added, this));
        ready = true;
        ask(server.device().attach(number, added), _ -> sendNext());
    }

    /// Asks the device without blocking.
    private <T> void ask(CompletableFuture<T> question, Consumer<T> answered) {
        busy = true;
        EventLoop.Timer limit =
                loop.after(
                        DEVICE_TIMEOUT, () -> guarded(() -> refuse("the device does not answer")));
        CompletableFuture<T> _ =
                question.whenComplete((answer, failure) ->
                        loop.post(() -> {
                            limit.cancel();
                            if (!closed) {
                                busy = false;
                                guarded(() -> answered(answered, answer, failure));
                            }
                        }));
    }

    private <T> void answered(Consumer<T> taker, T answer, Throwable failure) {
        if (failure != null) {
            refuse("the device cannot say");
            return;
        }
        taker.accept(answer);
        serveLines();
    }

    /// Sends the next message of the watch, if there is one and the client is ready for it.
    private void sendNext() {
        guarded(() -> {
            if (ready && !closed && watching.orElseThrow().sendNext()) {
                ready = false;
            }
        });
    }

    /// The guest's name has changed.
    void nameChanged() {
        watching.ifPresent(watcher -> {
            watcher.nameChanged();
            sendNext();
        });
    }

    @Override
    public void refuse(String message) {
        try {
            send(Map.of("type", "error", "message", message), List.of());
        } catch (LinuxException.Disconnected e) {
            // The client is gone.
        }
        close();
    }

    @Override
    public void send(Map<String, Object> message, List<Fd> fds) {
        byte[] text = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
            if (socket.send(bytes, fds) != text.length) {
                // The client does not read its answers.
                close();
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watching.ifPresent(Watching::close);
        input.ifPresent(InputClient::close);
        clipboard.ifPresent(ClipboardSession::close);
        loop.unwatch(socket.fd());
        socket.close();
        server.remove(this);
    }
}
