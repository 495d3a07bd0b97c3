// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A control server of a device whose screens are watched, and clients that speak by hand.
abstract class ServerRig {
    static final long MAX_LENT = 1 << 20;

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

    final TestDevice device = new TestDevice();
    final List<Peer> peers = new ArrayList<>();

    @TempDir Path runtime;

    ControlDirectories directories;
    ControlServer server;

    @BeforeEach
    final void start() {
        directories =
                new ControlDirectories(
                        Optional.of(runtime.toString()), Credentials.effectiveUid(), runtime);
        server =
                new ControlServer(
                        device,
                        Optional.of(Path.of("/x/vm.gpu")),
                        directories,
                        CHECK_INTERVAL,
                        maxLent(),
                        InputLimits.USUAL);
        // Whom it answers within the process it answers after it has begun to listen.
        try (ControlClient client = server.connect()) {
            assertEquals("vm.gpu", client.stats().text("name"));
        }
    }

    /// How many bytes clients may keep.
    long maxLent() {
        return MAX_LENT;
    }

    @AfterEach
    final void stop() {
        peers.forEach(Peer::close);
        server.close();
        assertEquals(List.of(), device.surfaces);
        stopped();
    }

    /// All is closed.
    void stopped() {}

    final Peer peer() {
        Peer peer = new Peer(runtime);
        peers.add(peer);
        return peer;
    }
}
