package dev.zeropane.it.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// H16: connections by the thousand. What is said of them is limited by the minute, so later
/// classes would look for their lines in vain.
@OwnProcess
final class H16FloodTest extends VmmAttack {
    /// Of connections so many are logged in a minute.
    private static final int LOGGED = 100;

    @AfterAll
    static void littleLives() {
        target().assertLittleLives();
    }

    @Test
    void connectionsWithoutEnd_areServed_andLoggedInPart() {
        int before = target().messages().size();
        int made = 0;
        for (int i = 0; i < 3000; i++) {
            try (UnixSocket socket = UnixSocket.connect(target().socket())) {
                assertTrue(socket.fd().isOpen());
                made++;
            } catch (LinuxException e) {
                // The queue of those who wait is full.
                assertEquals(Errno.EAGAIN, e.errno());
            }
        }
        assertTrue(made > 100, made + " connections");
        assertServesNext();
        int said = target().messages().size() - before;
        assertTrue(said <= 3 * LOGGED + 20, said + " lines");
        noteConnections(LOGGED);
    }
}
