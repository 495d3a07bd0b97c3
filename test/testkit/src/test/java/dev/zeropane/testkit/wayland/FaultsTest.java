// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The faults reach the client, as seen by the client library.
final class FaultsTest {
    @TempDir private Path directory;

    private void assertEnds(Consumer<Faults> fault, String reason) {
        try (TestCompositor compositor = TestCompositor.start(directory, new CompositorOptions());
                TestClient client = new TestClient(compositor.socket())) {
            fault.accept(compositor.faults());
            String ended = client.ended();
            assertTrue(ended.contains(reason), ended);
        }
    }

    @Test
    void oversizeMessage_endsTheConnection() {
        assertEnds(Faults::oversizeMessage, "");
    }

    @Test
    void undersizeMessage_endsTheConnection() {
        assertEnds(Faults::undersizeMessage, "4 bytes");
    }

    @Test
    void descriptors_endTheConnection() {
        assertEnds(faults -> faults.descriptors(200), "200 descriptors");
    }

    @Test
    void eventOfUnknownObject_endsTheConnection() {
        assertEnds(Faults::eventOfUnknownObject, "does not exist");
    }

    @Test
    void protocolError_isReported() {
        assertEnds(faults -> faults.protocolError("just so"), "just so");
    }

    @Test
    void closedConnection_isNoticed() {
        assertEnds(Faults::closeConnections, "ended the connection");
    }

    @Test
    void garbage_endsTheConnection() {
        assertEnds(faults -> faults.garbage(100_000, 1), "");
    }

    @Test
    void stopReading_leavesRequestsUnanswered() {
        try (TestCompositor compositor = TestCompositor.start(directory, new CompositorOptions());
                TestClient client = new TestClient(compositor.socket())) {
            long before = compositor.requests().count();
            compositor.faults().stopReading(true);
            CompletableFuture<Boolean> answer = client.sync();
            assertEquals(before, compositor.requests().count());
            assertFalse(answer.isDone());
            compositor.faults().stopReading(false);
            client.roundTrip();
            assertTrue(compositor.requests().count() > before);
        }
    }

    @Test
    void goneAndBack_takesNewClientsAtTheSamePath() {
        try (TestCompositor compositor = TestCompositor.start(directory, new CompositorOptions())) {
            try (TestClient client = new TestClient(compositor.socket())) {
                compositor.goAway();
                assertFalse(client.ended().isEmpty());
                assertFalse(Files.exists(compositor.socket()));
                assertThrows(
                        LinuxException.NotFound.class,
                        () -> UnixSocket.connect(compositor.socket()));
            }
            compositor.comeBack();
            try (TestClient client = new TestClient(compositor.socket())) {
                assertTrue(client.isConnected());
            }
        }
    }
}
