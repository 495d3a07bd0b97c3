// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Counts;
import dev.zeropane.testkit.wayland.journal.Journal;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import dev.zeropane.testkit.wayland.seat.FocusWatcher;
import dev.zeropane.testkit.wayland.seat.Seats;
import dev.zeropane.testkit.wayland.selection.Selections;
import dev.zeropane.testkit.wayland.server.Server;
import dev.zeropane.testkit.wayland.shell.Windows;
import dev.zeropane.testkit.wayland.surface.Commits;
import dev.zeropane.testkit.wayland.surface.SurfaceWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A Wayland compositor without a screen, in this process, on a thread of its own. Strict: what a
/// real one might let pass is a protocol error here. Every method may be called by any thread.
///
/// Shares with the client library only the tables of interfaces: a mistake in our reading of the
/// wire format would have to be made twice.
public final class TestCompositor implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path socket;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final EventLoop loop = new EventLoop(failures::add);
    private final Server server;
    private final Thread thread;
    private Optional<UnixServerSocket> listening = Optional.empty();

    private TestCompositor(Path socket, CompositorOptions options) {
        this.socket = socket;
        server = new Server(loop, options, Interfaces.ALL);
        Seats seats = new Seats(server, options.capabilities());
        server.add(Seats.class, seats);
        Selections selections = new Selections(server);
        server.add(Selections.class, selections);
        server.add(FocusWatcher.class, selections);
        server.add(SurfaceWatcher.class, seats);
        server.add(Commits.class, new Commits());
        server.add(Windows.class, new Windows());
        thread = new Thread(loop::run, "test compositor");
    }

    /// Starts one that listens at `wayland-test` in a directory.
    public static TestCompositor start(Path directory, CompositorOptions options) {
        TestCompositor compositor =
                new TestCompositor(directory.resolve("wayland-test").toAbsolutePath(), options);
        compositor.listen();
        compositor.thread.start();
        return compositor;
    }

    /// For `WAYLAND_DISPLAY`.
    public Path socket() {
        return socket;
    }

    private void listen() {
        UnixServerSocket opened = UnixServerSocket.listen(socket);
        listening = Optional.of(opened);
        loop.watch(opened.fd(), () -> opened.accept().ifPresent(server::accept));
    }

    private void stopListening() {
        listening.ifPresent(opened -> {
            loop.unwatch(opened.fd());
            opened.close();
        });
        listening = Optional.empty();
    }

    /// Asks something on the compositor's thread.
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.post(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the compositor did not answer: " + e, e);
        }
    }

    void tell(Runnable order) {
        ask(() -> {
            order.run();
            return true;
        });
    }

    /// Waits until what came so far is handled and answered.
    public void awaitIdle() {
        boolean _ = settle();
    }

    /// Has done at once what else would be done late.
    ///
    /// @return whether there was any
    public boolean settle() {
        return ask(() -> server.disorder().settle());
    }

    /// The windows there are now, the oldest first, shown or not.
    public List<Window> windows() {
        return ask(() ->
                Windows.of(server).all().stream()
                        .map(toplevel -> new Window(this, toplevel))
                        .toList());
    }

    /// The first window that shows something.
    ///
    /// @throws AssertionError if there is none soon
    public Window awaitWindow() {
        return Await.until(
                () -> "a window; requests were " + requests().entries() + ", " + counts(),
                LIMIT,
                () -> windows().stream().filter(Window::isMapped).findFirst());
    }

    public Counts counts() {
        return ask(() -> server.tally().counts(server.clients()));
    }

    /// Every commit of every surface.
    public Journal<Commit> commits() {
        return Commits.of(server).journal();
    }

    /// Every request that could be understood.
    public Journal<SentRequest> requests() {
        return server.requests();
    }

    /// Its mouse and keyboard.
    public Input input() {
        return new Input(this, Seats.of(server), server);
    }

    /// What is copied and marked in its windows.
    public HostSelections selections() {
        return new HostSelections(this, Selections.of(server));
    }

    /// What a bad one does.
    public Faults faults() {
        return new Faults(this, server);
    }

    /// What was put off is still of what was before.
    private void behave(Runnable change) {
        tell(() -> {
            boolean _ = server.disorder().settle();
            change.run();
        });
    }

    /// @see FrameCallbacks
    public void frameCallbacks(FrameCallbacks when) {
        behave(() -> server.behaviour().frameCallbacks(when));
    }

    /// Answers the frame callbacks that are held.
    ///
    /// @return how many there were
    public int answerFrames() {
        return ask(() -> server.behaviour().answerHeld());
    }

    /// Whether no dma-buf is taken (`zwp_linux_buffer_params_v1.failed`).
    public void refuseDmabufs(boolean refuse) {
        behave(() -> server.behaviour().refusesDmabufs(refuse));
    }

    /// Whether buffers are given back: of shared memory when they are committed, dma-bufs when they
    /// are replaced. Those that were not are, once this is so again.
    public void releaseBuffers(boolean release) {
        behave(() -> server.behaviour().releasesBuffers(release));
    }

    /// Whether new windows are told how to be, without which they may show nothing; those that have
    /// waited are, when this is so again.
    public void configureWindows(boolean configure) {
        behave(() -> {
            server.behaviour().configuresWindows(configure);
            Windows.of(server).all().forEach(window -> window.shellSurface().configureIfAsked());
        });
    }

    /// The preferred fractional scale, in 120ths, from now on.
    public void scale120(int scale) {
        tell(() -> server.scale120(scale));
    }

    /// Sends a ping to every client.
    ///
    /// @return the serial that is to come back in [Counts#pongs]
    public int ping() {
        return ask(server::ping);
    }

    /// Offers an interface from now on.
    public void addGlobal(String type, int version) {
        tell(() -> server.addGlobal(type, version));
    }

    /// Offers it no longer; what was bound goes on.
    public void removeGlobal(String type) {
        tell(() -> server.removeGlobal(server.globals().find(type).orElseThrow()));
    }

    /// Ends as if it had died: no socket, no connections.
    public void goAway() {
        tell(() -> {
            stopListening();
            server.close();
        });
    }

    /// Listens at the same path again.
    public void comeBack() {
        tell(this::listen);
    }

    /// @throws AssertionError if the compositor itself went wrong meanwhile
    @Override
    public void close() {
        tell(() -> {
            stopListening();
            server.close();
        });
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("the test compositor failed", failures.element());
        }
    }
}
