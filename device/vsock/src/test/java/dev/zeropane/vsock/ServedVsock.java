// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.vhostuser.TestVmm;
import dev.zeropane.testkit.vhostuser.VsockDriver;
import dev.zeropane.testkit.vhostuser.VsockGuest;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A device served over vhost-user on a thread of its own, a driver at the other end of a real
/// socket and rings, and programs of the host by the JDK's own sockets.
final class ServedVsock implements AutoCloseable {
    static final long CID = 42;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final List<String> faults = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final Budget memory;
    final VsockDevice device;
    private final Path directory = Files.createTempDirectory("vsock");
    private final EventLoop loop = new EventLoop(errors::add);
    private final PeerServer server;
    private final Thread thread;
    private final VmmOptions options;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private TestVmm vmm;
    private VsockDriver driver;
    private VsockGuest guest;

    ServedVsock() throws IOException {
        this(VsockOptions.DEFAULT_MAX_CONNECTIONS, Map.of());
    }

    ServedVsock(int maxConnections, Map<Integer, PortService> services) throws IOException {
        memory = new Budget((long) maxConnections * VsockOptions.MEMORY_PER_CONNECTION);
        device =
                new VsockDevice(
                        loop,
                        new VsockOptions(
                                CID, Optional.of(path()), services, maxConnections, memory),
                        faults::add);
        server =
                VhostUserServer.of(
                        loop,
                        new DeviceBinding(VsockDevice.FEATURES, VsockDevice.QUEUES, Map.of()),
                        device,
                        new Events(),
                        faults::add);
        server.listen(UnixServerSocket.listen(directory.resolve("s")));
        device.listen(UnixServerSocket.listen(path()));
        thread = Thread.ofPlatform().name("vsock").start(loop::run);
        options = VmmOptions.defaults().withGpuSocket(false);
        connectVmm();
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

    /// Another VMM, with another guest.
    void connectVmm() {
        vmm = TestVmm.connect(directory.resolve("s"), options);
        driver = new VsockDriver(vmm);
        guest = new VsockGuest(driver, CID);
    }

    /// The guest resets the device, and begins anew.
    void restartGuest() {
        vmm.resetDevice();
        vmm.start();
        driver.begin();
        guest = new VsockGuest(driver, CID);
    }

    TestVmm vmm() {
        return vmm;
    }

    VsockDriver driver() {
        return driver;
    }

    VsockGuest guest() {
        return guest;
    }

    Path path() {
        return directory.resolve("v");
    }

    /// A program that listens for the guest at a port of the host.
    ServerSocketChannel listen(int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(
                UnixDomainSocketAddress.of(
                        directory.resolve("v_" + Integer.toUnsignedString(port))),
                1024);
        listeners.add(listener);
        return listener;
    }

    /// A program that asks for a port of the guest.
    SocketChannel ask(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path()));
        writeAll(channel, "CONNECT %d\n".formatted(port).getBytes(US_ASCII));
        return channel;
    }

    static void writeAll(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
    }

    /// Runs what a program of the host does, while the guest is played here.
    static <T> CompletableFuture<T> beside(Program<T> program) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                result.complete(program.run());
                            } catch (IOException | RuntimeException | Error e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result;
    }

    interface Program<T> {
        T run() throws IOException;
    }

    /// Waits until the device has done what was sent before.
    void settle() {
        vmm.getConfig(0, 8);
        onLoop(() -> {});
    }

    void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop::post).join();
    }

    int connections() {
        return CompletableFuture.supplyAsync(device::connections, loop::post).join();
    }

    /// All that connections hold is given back.
    void awaitNoConnections() {
        Await.untilTrue(
                () -> connections() + " connections to end",
                PATIENCE,
                () -> {
                    boolean _ = guest.pump();
                    return connections() == 0;
                });
        if (memory.used() != 0) {
            throw new AssertionError(memory.used() + " bytes are still charged");
        }
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
        device.close();
        loop.close();
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(ServedVsock::delete);
        }
        Files.delete(directory);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors.getFirst());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
