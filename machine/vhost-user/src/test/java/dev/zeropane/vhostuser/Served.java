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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A server with its thread, and what it told its owner.
public final class Served implements AutoCloseable {
    static final VmmOptions MACHINE = VmmOptions.defaults().withGpuSocket(false);

    /// Why connections ended or were refused, and what guests did wrong.
    public final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    /// What the device's thread did not catch.
    public final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    public final Path path;
    private final Path directory;
    private final EventLoop loop = new EventLoop(failures::add);
    private final PeerServer server;
    private final Thread thread;

    Served(VirtioDevice device) {
        this(device, () -> {});
    }

    /// @param connected is run when a front-end is there
    Served(VirtioDevice device, Runnable connected) {
        this(new DeviceBinding(0, 2, Map.of()), device, connected);
    }

    /// As [#Served(VirtioDevice, Runnable)], for a device with features, queues and messages of its
    /// own.
    public Served(DeviceBinding binding, VirtioDevice device, Runnable connected) {
        try {
            directory = Files.createTempDirectory("vhost-user");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        path = directory.resolve("s");
        server = VhostUserServer.of(loop, binding, device, new Told(connected), faults::add);
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

    /// Has the device's thread do something, after what it is at.
    public void post(Runnable work) {
        loop.post(work);
    }

    /// Waits until the device's thread has finished what it is at.
    public void settle() {
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
