// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.testkit.vhostuser.InputDriver;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A device served over vhost-user on a thread of its own, and a driver at the other end of a real
/// socket and rings.
final class ServedDevice implements AutoCloseable {
    final List<String> faults = new CopyOnWriteArrayList<>();
    final List<String> leds = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final InputDevice device;
    private final Path directory;
    private final EventLoop loop = new EventLoop(errors::add);
    private final PeerServer server;
    private final Thread thread;
    private final TestVmm vmm;

    private ServedDevice(int queueSize, boolean eventIdx, Function<ServedDevice, InputDevice> kind)
            throws IOException {
        device = kind.apply(this);
        directory = Files.createTempDirectory("input");
        DeviceBinding binding =
                new DeviceBinding(InputDevice.FEATURES, InputDevice.QUEUES, Map.of());
        server = VhostUserServer.of(loop, binding, device, new Events(), faults::add);
        Path socket = directory.resolve("s");
        server.listen(UnixServerSocket.listen(socket));
        thread = Thread.ofPlatform().name("input").start(loop::run);
        vmm =
                TestVmm.connect(
                        socket,
                        VmmOptions.defaults()
                                .withGpuSocket(false)
                                .withQueueSize(queueSize)
                                .withEventIdx(eventIdx));
    }

    static ServedDevice keyboard(int queueSize) throws IOException {
        return keyboard(queueSize, true);
    }

    static ServedDevice keyboard(int queueSize, boolean eventIdx) throws IOException {
        return new ServedDevice(
                queueSize,
                eventIdx,
                served ->
                        InputDevice.keyboard(
                                served.deviceThread(),
                                (led, on) -> served.leds.add(led + " " + on),
                                served.faults::add));
    }

    static ServedDevice tablet(int queueSize, boolean eventIdx) throws IOException {
        return new ServedDevice(
                queueSize,
                eventIdx,
                served ->
                        InputDevice.tablet(
                                served.deviceThread(),
                                () -> Desktop.ONE_SCREEN,
                                served.faults::add));
    }

    private DeviceThread deviceThread() {
        return new DeviceThread() {
            @Override
            public void execute(Runnable task) {
                loop.post(task);
            }

            @Override
            public void after(Duration delay, Runnable task) {
                loop.after(delay, task);
            }
        };
    }

    private final class Events implements PeerServer.Events {
        @Override
        public void connected(Optional<Credentials> peer) {}

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
        return vmm;
    }

    /// A driver whose buffers the device has seen: what comes in before is not kept.
    InputDriver driver() {
        InputDriver driver = new InputDriver(vmm);
        settle();
        return driver;
    }

    /// Waits until the device has handled what was sent before: what is asked at the socket may be
    /// answered before a kick that came earlier is served, but only in the same turn of the loop.
    void settle() {
        vmm.getConfig(0, 1);
        CompletableFuture.runAsync(() -> {}, loop::post).join();
    }

    @Override
    public void close() throws IOException {
        vmm.close();
        loop.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        server.close();
        loop.close();
        Files.deleteIfExists(directory.resolve("s"));
        Files.delete(directory);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors.getFirst());
        }
    }
}
