// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.virtio.VirtioDevice;
import java.util.function.Consumer;

/// Serves one device to one front-end after another.
public final class VhostUserServer {
    private VhostUserServer() {}

    /// A server that serves nobody yet.
    ///
    /// @param loop everything happens on its thread
    /// @param guestFaults told what a guest did wrong that cost it only its own request or queue. A
    ///   guest can cause any number of these
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
