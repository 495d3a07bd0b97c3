// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.pci.PciDevice;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A server with its thread, and what it told its owner.
final class Served implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<TestDevice> devices = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    final BlockingQueue<Optional<Credentials>> connected = new LinkedBlockingQueue<>();
    final EventLoop loop = new EventLoop(failures::add);
    final PeerServer server;
    final Path path;
    private final BlockingQueue<Optional<String>> disconnected = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(loop::run, "device");

    /// What else happens when a client is there.
    volatile Runnable onConnected = () -> {};

    Served(Path directory) {
        this(directory, Optional.empty());
    }

    /// @param factory instead of that of test devices
    Served(Path directory, Optional<Supplier<PciDevice>> factory) {
        path = directory.resolve("vfio-user.sock");
        server = VfioUserServer.of(loop, factory.orElse(this::newDevice), new Told());
        server.listen(UnixServerSocket.listen(path));
        thread.start();
    }

    private final class Told implements PeerServer.Events {
        @Override
        public void connected(Optional<Credentials> peer) {
            connected.add(peer);
            onConnected.run();
        }

        @Override
        public void disconnected(Optional<String> fault) {
            disconnected.add(fault);
        }

        @Override
        public void refused(String reason) {
            refused.add(reason);
        }
    }

    private PciDevice newDevice() {
        TestDevice device = new TestDevice();
        devices.add(device);
        return device;
    }

    /// The device of the client that came last.
    TestDevice device() {
        return devices.getLast();
    }

    /// Waits for a client to be gone.
    ///
    /// @return its fault
    Optional<String> awaitDisconnected() {
        return Await.until(
                () -> "a client to be gone",
                PATIENCE,
                () -> Optional.ofNullable(disconnected.poll()));
    }

    /// Waits for a client to be gone by its own fault.
    String awaitFault() {
        return awaitDisconnected().orElseThrow();
    }

    /// How many clients are gone and were not waited for.
    int gone() {
        return disconnected.size();
    }

    /// A client with which the version is negotiated.
    VfioUserClient client() {
        return VfioUserClient.negotiated(path);
    }

    /// Waits until the loop has done what was to be done before.
    void settle() {
        BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
        loop.post(() -> done.add(true));
        try {
            if (done.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
                throw new AssertionError("the device thread hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        loop.post(server::close);
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
