// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.pci.PciDevice;
import java.util.function.Supplier;

/// Serves one client after another, each with a device of its own.
public final class VfioUserServer {
    private VfioUserServer() {}

    /// A server that serves nobody yet.
    ///
    /// @param loop everything happens on its thread
    /// @param devices makes the device of each client that comes; the session closes it when the
    ///   client goes. A [dev.zeropane.linux.LinuxException] it throws turns the client away
    public static PeerServer of(
            EventLoop loop, Supplier<? extends PciDevice> devices, PeerServer.Events events) {
        return new PeerServer(loop, socket -> new Session(socket, devices.get(), loop), events);
    }
}
