// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.virtio.VirtioDevice;
import java.util.function.Consumer;

/// Serves one device to one front-end after another.
public final class VhostUserServer {
    private VhostUserServer() {}

    /// Makes a server without a socket.
    ///
    /// @param loop the device thread, which also serves the connection
    /// @param guestFaults gets messages about faults of the guest that affect only its own request
    ///   or queue. A guest can cause any number of them
    public static PeerServer of(
            EventLoop loop,
            DeviceBinding binding,
            VirtioDevice device,
            PeerServer.Events events,
            Consumer<String> guestFaults) {
        return new PeerServer(
                loop, socket -> new Session(socket, binding, device, loop, guestFaults), events);
    }
}
