// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.linux.UnixServerSocket;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.vhostuser.DeviceBinding;
import dev.zeropane.vsock.VsockDevice;
import dev.zeropane.vsock.VsockOptions;
import java.util.Map;
import java.util.Optional;

/// A virtio-vsock device served over vhost-user, on its own device thread.
public final class VsockService implements DeviceService {
    private static final DeviceBinding BINDING =
            new DeviceBinding(VsockDevice.FEATURES, VsockDevice.QUEUES, Map.of());

    private final VhostUserService service = new VhostUserService("zeropane-vsock");
    private final LogLimit guestFaults =
            VmmEvents.limit(VmmEvents.FAULTS_PER_MINUTE, System.Logger.Level.WARNING);
    private final VsockDevice device;
    private final VmmEvents events;
    private final PeerServer server;

    private VsockService(VsockOptions options, UnixServerSocket programs, ServedVmms vmms) {
        this.device = new VsockDevice(service.loop(), options, guestFaults::log);
        this.device.listen(programs);
        this.events = new VmmEvents(Optional.empty(), vmms);
        this.server = service.server(BINDING, device, events, guestFaults::log);
    }

    /// Serves the VMMs that connect.
    ///
    /// @param programs where programs of the host connect to the guest, at [VsockOptions#udsPath];
    ///   owned by the service
    public static VsockService listen(
            UnixServerSocket socket,
            UnixServerSocket programs,
            VsockOptions options,
            ServedVmms vmms) {
        VsockService service = new VsockService(options, programs, vmms);
        service.server.listen(socket);
        service.service.start();
        return service;
    }

    /// Serves the VMM at the other end of a socket.
    ///
    /// @param programs as for [#listen]
    public static VsockService serve(
            UnixSocket socket, UnixServerSocket programs, VsockOptions options) {
        VsockService service = new VsockService(options, programs, ServedVmms.first());
        service.server.serve(socket);
        service.service.start();
        return service;
    }

    @Override
    public Optional<String> awaitEnd() throws InterruptedException {
        return events.awaitEnd();
    }

    @Override
    public void close() {
        service.stop();
        device.close();
        service.close();
    }
}
