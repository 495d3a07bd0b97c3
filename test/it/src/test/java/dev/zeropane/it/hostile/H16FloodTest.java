// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// H16: connections by the thousand. What is said of them is limited by the minute, so later
/// classes would look for their lines in vain.
@OwnProcess
final class H16FloodTest extends VmmAttack {
    /// Of connections so many are logged in a minute.
    private static final int LOGGED = 100;

    private static final int CONNECTIONS = 1000;
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    @AfterAll
    static void littleLives() {
        target().assertLittleLives();
    }

    @Test
    void connectionsWithoutEnd_areServed_andLoggedInPart() {
        int before = target().messages().size();
        for (int i = 0; i < CONNECTIONS; i++) {
            Await.untilTrue(() -> "room for another connection", TO_CONNECT, this::connects);
        }
        assertServesNext();
        int said = target().messages().size() - before;
        assertTrue(said <= 3 * LOGGED + 20, said + " lines");
        noteConnections(LOGGED);
    }

    /// Comes and goes, unless the queue of those who wait is full.
    private boolean connects() {
        try (UnixSocket socket = UnixSocket.connect(target().socket())) {
            return socket.fd().isOpen();
        } catch (LinuxException e) {
            assertEquals(Errno.EAGAIN, e.errno());
            return false;
        }
    }
}
