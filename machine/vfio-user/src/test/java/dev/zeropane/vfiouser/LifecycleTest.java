// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Credentials;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients come and go.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LifecycleTest {
    @TempDir Path directory;

    @Test
    void deviceThatCannotBeMade_turnsTheClientAway_andTheNextIsServed() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        try (Served served =
                new Served(
                        directory,
                        Optional.of(() -> {
                            if (full.get()) {
                                throw LinuxException.of("memfd", "test", Errno.ENOMEM);
                            }
                            return new TestDevice();
                        }))) {
            try (VfioUserClient first = VfioUserClient.connect(served.path)) {
                first.socket().awaitClosed();
            }
            assertTrue(served.refused.poll(60, TimeUnit.SECONDS).contains("ENOMEM"));
            full.set(false);
            served.client().close();
            assertTrue(served.awaitDisconnected().isEmpty());
            assertEquals(List.of(), served.failures);
        }
    }

    /// The server's owner cannot take note of a client: that does not make room for a second one.
    @Test
    void ownerFailsToTakeNote_theNextClientWaitsAllTheSame() {
        try (Served served = new Served(directory)) {
            served.onConnected =
                    () -> {
                        served.onConnected = () -> {};
                        throw new IllegalStateException("as the test wants");
                    };
            VfioUserClient first = served.client();
            try (first;
                    VfioUserClient second = VfioUserClient.connect(served.path)) {
                served.settle();
                served.settle();
                assertEquals(1, served.connected.size());
                first.close();
                assertTrue(served.awaitDisconnected().isEmpty());
                second.negotiate().close();
                assertEquals(2, served.connected.size());
            }
            assertEquals(1, served.failures.size());
        }
    }

    @Test
    void deviceWithAMistake_costsTheClientItsConnection_andNobodyElse() {
        try (Served served = new Served(directory)) {
            for (int command : new int[] {REGION_READ, REGION_WRITE}) {
                try (VfioUserClient client = served.client()) {
                    byte[] request = access(TestDevice.REGISTERS, TestDevice.BROKEN, 4);
                    client.send(
                            command,
                            command == REGION_READ
                                    ? request
                                    : writeRequest(
                                            TestDevice.REGISTERS, TestDevice.BROKEN, new byte[4]));
                    client.socket().awaitClosed();
                    assertTrue(served.awaitFault().contains("broken register"));
                    assertTrue(served.device().isClosed());
                }
            }
            // What the device threw reaches the loop after everybody was told.
            served.settle();
            assertEquals(2, served.failures.size());
            served.client().close();
        }
    }

    @Test
    void secondClient_waitsForTheFirstToGo_andHasADeviceOfItsOwn() throws Exception {
        try (Served served = new Served(directory);
                VfioUserClient second = secondAfterFirst(served)) {
            second.socket().receive().close();
            assertEquals(2, served.devices.size());
            assertTrue(served.devices.getFirst().isClosed());
            assertEquals(0, second.readNumber(TestDevice.REGISTERS, 0, 4));
            Credentials peer = served.connected.poll(60, TimeUnit.SECONDS).orElseThrow();
            assertEquals(ProcessHandle.current().pid(), peer.pid());
        }
    }

    /// A client that has said its version while another one was there.
    private static VfioUserClient secondAfterFirst(Served served) {
        try (VfioUserClient first = served.client()) {
            VfioUserClient second = VfioUserClient.connect(served.path);
            second.send(VERSION, version(0, 0, CAPABILITIES));
            for (int i = 0; i < 100; i++) {
                first.writeNumber(TestDevice.REGISTERS, 0, 4, i);
            }
            assertFalse(second.socket().isReadable());
            assertEquals(1, served.devices.size());
            return second;
        }
    }

    @Test
    void socketThatWasHandedOver_isServedOnce() {
        List<UnixSocket> pair = UnixSocket.pair("vfio-user");
        try (Served served = new Served(directory);
                VfioUserClient client = VfioUserClient.on(pair.get(0))) {
            served.loop.post(() -> served.server.serve(pair.get(1)));
            client.negotiate().close();
            assertEquals(0x1234, client.readNumber(CONFIG, 0, 2));
        }
    }

    @Test
    void closing_endsTheConnectionAndTheSocket() {
        Served served = new Served(directory);
        try (VfioUserClient client = served.client()) {
            served.close();
            client.socket().awaitClosed();
            assertTrue(served.device().isClosed());
            assertFalse(Files.exists(served.path));
            assertEquals(0, served.gone());
        }
    }

    @Test
    void manyClients_oneAfterAnother_areServed() {
        try (Served served = new Served(directory)) {
            for (int i = 0; i < 200; i++) {
                try (VfioUserClient client = served.client()) {
                    client.regionInfo(TestDevice.MEMORY).close();
                }
                assertTrue(served.awaitDisconnected().isEmpty());
            }
            assertEquals(200, served.devices.size());
        }
    }
}
