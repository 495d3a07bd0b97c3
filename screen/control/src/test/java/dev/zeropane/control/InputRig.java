// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.InputEvent;
import dev.zeropane.linux.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// A control server whose device has input devices.
abstract class InputRig {
    static final InputLimits LIMITS =
            new InputLimits(1 << 20, Duration.ofMillis(100), Duration.ofMillis(50));

    static final int A = 30;
    static final int LEFT = 0x110;

    final TestHands hands = new TestHands();
    final List<AutoCloseable> open = new ArrayList<>();
    final TestDevice device = new TestDevice();

    @TempDir private Path runtime;

    ControlServer server;

    /// Serves, in place of a server that the test has closed.
    void serve(InputLimits limits) {
        device.hands = Optional.of(hands);
        start(limits);
    }

    /// Serves a device without input devices.
    void serveWithout() {
        device.hands = Optional.empty();
        start(LIMITS);
    }

    private void start(InputLimits limits) {
        server =
                new ControlServer(
                        device,
                        Optional.empty(),
                        new ControlDirectories(
                                Optional.of(runtime.toString()),
                                Credentials.effectiveUid(),
                                runtime),
                        Duration.ofSeconds(10),
                        1 << 20,
                        limits);
        // Whom it answers within the process it answers after it has begun to listen.
        try (ControlClient client = server.connect()) {
            client.stats();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable any : open) {
            any.close();
        }
        server.close();
        assertEquals(Set.of(), hands.held());
    }

    /// A client that speaks by hand.
    Peer peer() {
        Peer peer = new Peer(runtime);
        open.add(peer::close);
        return peer;
    }

    /// Where it listens.
    Path path() {
        return runtime.resolve("zeropane/" + ProcessHandle.current().pid() + ".sock");
    }

    static InputEvent key(int code, boolean pressed) {
        return new InputEvent.Key(code, pressed);
    }
}
