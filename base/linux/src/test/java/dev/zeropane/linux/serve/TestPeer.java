// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The other end of an [EchoSession].
final class TestPeer implements AutoCloseable {
    private final UnixSocket socket;
    private final MemorySegment one = Arena.ofAuto().allocate(1);

    TestPeer(UnixSocket socket) {
        this.socket = socket;
    }

    void say(char word) {
        one.set(ValueLayout.JAVA_BYTE, 0, (byte) word);
        assertEquals(1, socket.send(one, List.of()));
    }

    char answer() {
        assertTrue(socket.awaitReadable(PeerServerTest.PATIENCE), "no answer");
        assertEquals(UnixSocket.Received.DATA, socket.receive(one));
        return (char) one.get(ValueLayout.JAVA_BYTE, 0);
    }

    boolean hasAnswer() {
        return socket.receive(one) != UnixSocket.Received.NOTHING;
    }

    char ask(char word) {
        say(word);
        return answer();
    }

    /// Has the session fail, now or when it may write ([ServedPeers#servesWith]).
    void fail(boolean whileWriting) {
        say(whileWriting ? EchoSession.FAIL_WRITING : EchoSession.FAIL);
    }

    void awaitClosed() {
        assertTrue(socket.awaitReadable(PeerServerTest.PATIENCE), "the connection stays");
        try {
            assertEquals(UnixSocket.Received.END, socket.receive(one));
        } catch (LinuxException.Disconnected unreadBytes) {
            // As good an end: what we said was not read any more.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
