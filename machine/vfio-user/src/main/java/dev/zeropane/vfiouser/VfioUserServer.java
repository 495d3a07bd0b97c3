// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.pci.PciDevice;
import java.util.function.Supplier;

/// Serves one client after another, each with a device of its own.
public final class VfioUserServer {
    private VfioUserServer() {}

    /// Makes a server without a socket.
    ///
    /// @param loop the device thread, which also serves the connection
    /// @param devices makes the device of each client; the session closes it when the client
    ///   disconnects. If it throws [dev.zeropane.linux.LinuxException], the client is turned away
    public static PeerServer of(
            EventLoop loop, Supplier<? extends PciDevice> devices, PeerServer.Events events) {
        return new PeerServer(loop, socket -> new Session(socket, devices.get(), loop), events);
    }
}
