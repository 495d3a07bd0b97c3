// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vhostuser.VhostUserServer;
import dev.zeropane.virtio.VirtioDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A device thread, and the devices that it serves over vhost-user.
final class VhostUserService implements AutoCloseable {
    private final DeviceThread thread;
    private final List<PeerServer> servers = new ArrayList<>();

    VhostUserService(String name) {
        this.thread = new DeviceThread(name);
    }

    EventLoop loop() {
        return thread.loop();
    }

    /// Adds a device, before [#start].
    ///
    /// @param events called on the device thread, as is `guestFaults`
    PeerServer server(
            DeviceBinding binding,
            VirtioDevice device,
            PeerServer.Events events,
            Consumer<String> guestFaults) {
        PeerServer server = VhostUserServer.of(loop(), binding, device, events, guestFaults);
        servers.add(server);
        return server;
    }

    void start() {
        thread.start();
    }

    /// Ends the thread and every connection. Afterwards the devices can be closed, before [#close].
    void stop() {
        thread.stop();
        servers.forEach(PeerServer::close);
    }

    @Override
    public void close() {
        thread.close();
    }
}
