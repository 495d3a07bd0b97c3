// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A server with its thread, what it told its owner, and what goes wrong once.
final class ServedPeers implements AutoCloseable {
    private final Path path;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(e -> failures.add(e.getMessage()));
    private final AtomicReference<Supplier<RuntimeException>> opening = new AtomicReference<>();
    private final AtomicReference<Supplier<RuntimeException>> noting = new AtomicReference<>();
    private final AtomicReference<Supplier<RuntimeException>> serving = new AtomicReference<>();
    private final AtomicReference<Supplier<RuntimeException>> closing = new AtomicReference<>();
    private final PeerServer server = new PeerServer(loop, this::open, new Told());
    private final Thread thread = Thread.ofPlatform().name("peers").unstarted(loop::run);
    private volatile Optional<Credentials> lastPeer = Optional.empty();

    ServedPeers(Path path) {
        this.path = path;
        server.listen(UnixServerSocket.listen(path));
        thread.start();
    }

    private EchoSession open(UnixSocket socket) {
        fail(opening);
        return new EchoSession(
                socket, loop, () -> once(serving).orElseThrow(), () -> once(closing));
    }

    private static Optional<RuntimeException> once(
            AtomicReference<Supplier<RuntimeException>> wanted) {
        return Optional.ofNullable(wanted.getAndSet(null)).map(Supplier::get);
    }

    private static void fail(AtomicReference<Supplier<RuntimeException>> wanted) {
        once(wanted)
                .ifPresent(e -> {
                    throw e;
                });
    }

    private final class Told implements PeerServer.Events {
        @Override
        public void connected(Optional<Credentials> peer) {
            lastPeer = peer;
            told.add("connected");
            fail(noting);
        }

        @Override
        public void disconnected(Optional<String> fault) {
            told.add("gone" + fault.map(text -> ": " + text).orElse(""));
            fail(noting);
        }

        @Override
        public void refused(String reason) {
            told.add("refused: " + reason);
        }
    }

    Path path() {
        return path;
    }

    List<String> told() {
        return List.copyOf(told);
    }

    /// The messages of what was thrown to the loop.
    List<String> failures() {
        return List.copyOf(failures);
    }

    Optional<Credentials> lastPeer() {
        return lastPeer;
    }

    /// The next session cannot be opened.
    void opensWith(Supplier<RuntimeException> failure) {
        opening.set(failure);
    }

    /// The owner fails at what it is told next.
    void takesNoteWith(Supplier<RuntimeException> failure) {
        noting.set(failure);
    }

    /// A session fails when its peer says so next.
    void servesWith(Supplier<RuntimeException> failure) {
        serving.set(failure);
    }

    /// The next session that is closed fails at it.
    void closesWith(Supplier<RuntimeException> failure) {
        closing.set(failure);
    }

    TestPeer peer() {
        return new TestPeer(UnixSocket.connect(path));
    }

    /// Runs `task` on the loop's thread and waits for it.
    void onLoop(Consumer<PeerServer> task) {
        CompletableFuture.runAsync(() -> task.accept(server), loop::post)
                .orTimeout(PeerServerTest.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /// Waits until the loop has done what was to be done before: what was ready when this is
    /// posted, and what it posted in turn.
    void settle() {
        onLoop(_ -> {});
        onLoop(_ -> {});
    }

    @Override
    public void close() {
        onLoop(PeerServer::close);
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        loop.close();
    }
}
