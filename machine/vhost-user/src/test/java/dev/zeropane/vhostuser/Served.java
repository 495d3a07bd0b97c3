// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.virtio.VirtioDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server with its thread, and what it told its owner.
final class Served implements AutoCloseable {
    static final VmmOptions MACHINE = VmmOptions.defaults().withGpuSocket(false);

    final List<String> faults = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final Path path;
    private final Path directory;
    private final EventLoop loop = new EventLoop(failures::add);
    private final PeerServer server;
    private final Thread thread;

    Served(VirtioDevice device) {
        this(device, () -> {});
    }

    /// @param connected is run when a front-end is there
    Served(VirtioDevice device, Runnable connected) {
        try {
            directory = Files.createTempDirectory("vhost-user");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        path = directory.resolve("s");
        server =
                VhostUserServer.of(
                        loop,
                        new DeviceBinding(0, 2, Map.of()),
                        device,
                        new Told(connected),
                        faults::add);
        server.listen(UnixServerSocket.listen(path));
        thread = Thread.ofPlatform().name("device").start(loop::run);
    }

    private final class Told implements PeerServer.Events {
        private final Runnable connected;

        private Told(Runnable connected) {
            this.connected = connected;
        }

        @Override
        public void connected(Optional<Credentials> peer) {
            connected.run();
        }

        @Override
        public void disconnected(Optional<String> fault) {
            fault.ifPresent(faults::add);
        }

        @Override
        public void refused(String reason) {
            faults.add(reason);
        }
    }

    TestVmm vmm() {
        return TestVmm.connect(path, MACHINE);
    }

    /// Waits until the device has handled what was sent before.
    void settle(TestVmm vmm) {
        vmm.getFeatures();
        settle();
    }

    /// Waits until the device's thread has finished what it is at.
    void settle() {
        CompletableFuture.runAsync(() -> {}, loop::post).join();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            thread.join();
            server.close();
            loop.close();
            Files.delete(directory);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
