// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/// Bytes that need not be a message.
final class RawBytes {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private RawBytes() {}

    /// Sends them all, the descriptors with the first.
    ///
    /// @throws FrontendException.Closed if the peer has closed its end
    static void send(UnixSocket socket, byte[] bytes, List<Fd> fds) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<Fd> unsent = fds;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(bytes.length);
            copy.copyFrom(MemorySegment.ofArray(bytes));
            for (long at = 0; at < bytes.length; ) {
                long sent = socket.send(copy.asSlice(at), unsent);
                at += sent;
                unsent = sent > 0 ? List.of() : unsent;
                long left = deadline - System.nanoTime();
                if (sent == 0 && (left < 0 || !socket.fd().awaitWritable(Duration.ofNanos(left)))) {
                    throw new FrontendException.TimedOut("timed out sending to the device");
                }
            }
        } catch (LinuxException.Disconnected e) {
            FrontendException closed =
                    new FrontendException.Closed("the device closed the connection");
            closed.initCause(e);
            throw closed;
        }
    }
}
