// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.serve.PeerServer;
import dev.zeropane.service.control.DeviceControl;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Handles VMMs that connect and disconnect, over any transport: logs it, within limits; notifies
/// the control socket and displays; and ends a service that serves only one VMM. Device thread,
/// except [#awaitEnd].
class VmmEvents implements PeerServer.Events {
    private static final System.Logger LOG = System.getLogger(VmmEvents.class.getName());

    static final int FAULTS_PER_MINUTE = 10;

    /// Users and tests start VMMs, but not hundreds in a minute.
    private static final int CONNECTIONS_PER_MINUTE = 100;

    private final Optional<DeviceControl> control;
    private final ServedVmms vmms;
    private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
    private final LogLimit refusals = limit(FAULTS_PER_MINUTE, System.Logger.Level.ERROR);
    private final LogLimit connections;
    private final LogLimit faults = limit(CONNECTIONS_PER_MINUTE, System.Logger.Level.ERROR);

    VmmEvents(DeviceControl control, ServedVmms vmms) {
        this(Optional.of(control), vmms);
    }

    /// @param control of a device that has any
    VmmEvents(Optional<DeviceControl> control, ServedVmms vmms) {
        this.control = control;
        this.vmms = vmms;
        this.connections =
                limit(
                        2 * CONNECTIONS_PER_MINUTE,
                        vmms.arrival().isPresent()
                                ? System.Logger.Level.DEBUG
                                : System.Logger.Level.INFO);
    }

    static LogLimit limit(int perMinute, System.Logger.Level level) {
        return new LogLimit(perMinute, message -> LOG.log(level, message));
    }

    @Override
    public void connected(Optional<Credentials> peer) {
        control.ifPresent(c -> c.connected(peer));
        connections.log("a VMM connected");
        vmms.arrival().ifPresent(Runnable::run);
    }

    @Override
    public void refused(String reason) {
        refusals.log("a VMM was turned away: " + reason);
    }

    @Override
    public void disconnected(Optional<String> fault) {
        fault.ifPresent(faults::log);
        connections.log("the VMM is gone");
        control.ifPresent(DeviceControl::disconnected);
        if (vmms.once()) {
            ended.complete(fault);
        }
    }

    /// Waits until the only VMM has disconnected.
    ///
    /// @return the fault that ended the connection, if any
    final Optional<String> awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
