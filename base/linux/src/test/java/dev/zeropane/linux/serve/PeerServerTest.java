// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers come and go, whatever they speak.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PeerServerTest {
    private static final String AS_WANTED = "as the test wants";

    @TempDir Path directory;

    private ServedPeers served;

    @BeforeEach
    void serve() {
        served = new ServedPeers(directory.resolve("s"));
    }

    @AfterEach
    void close() {
        served.close();
    }

    private void assertNextIsServed() {
        try (TestPeer next = served.peer()) {
            assertEquals('a', next.ask('a'));
        }
    }

    @Test
    void secondPeer_waitsForTheFirstToGo() {
        TestPeer first = served.peer();
        try (TestPeer second = served.peer()) {
            try (first) {
                second.say('b');
                assertEquals('a', first.ask('a'));
                served.settle();
                assertFalse(second.hasAnswer());
            }
            assertEquals('b', second.answer());
            assertEquals(List.of("connected", "gone", "connected"), served.told());
        }
    }

    @Test
    void peer_isNamed() {
        try (TestPeer peer = served.peer()) {
            assertEquals('a', peer.ask('a'));
            assertEquals(ProcessHandle.current().pid(), served.lastPeer().orElseThrow().pid());
        }
    }

    /// Whatever the host lacks for it: rights as well as room.
    @ParameterizedTest
    @ValueSource(ints = {Errno.EMFILE, Errno.ENOMEM, Errno.EPERM, Errno.EINVAL, Errno.EPIPE})
    void sessionThatCannotBeOpened_turnsThePeerAway_andTheNextIsServed(int errno) {
        LinuxException lacking = LinuxException.of("open", "session", errno);
        served.opensWith(() -> lacking);
        try (TestPeer peer = served.peer()) {
            peer.awaitClosed();
        }
        served.settle();
        assertEquals(List.of("refused: " + lacking.getMessage()), served.told());
        assertNextIsServed();
        assertEquals(List.of(), served.failures());
    }

    /// That is a mistake of ours, and not for the peer's user to read.
    @Test
    void sessionThatFailsToOpen_closesTheConnection_andTheLoopIsTold() {
        served.opensWith(() -> new IllegalStateException(AS_WANTED));
        try (TestPeer peer = served.peer()) {
            peer.awaitClosed();
        }
        served.settle();
        assertEquals(List.of(), served.told());
        assertEquals(List.of(AS_WANTED), served.failures());
        assertNextIsServed();
    }

    static Stream<Supplier<RuntimeException>> mistakes() {
        return Stream.of(
                () -> new IllegalStateException(AS_WANTED),
                () -> LinuxException.of("take", "note", Errno.EMFILE),
                () -> LinuxException.of("take", "note", Errno.EPERM));
    }

    /// The peer is served all the same, and nobody beside it.
    @ParameterizedTest
    @MethodSource("mistakes")
    void ownerFailsToTakeNote_thePeerIsServed_andIsNotCalledTurnedAway(
            Supplier<RuntimeException> mistake) {
        served.takesNoteWith(mistake);
        TestPeer first = served.peer();
        try (TestPeer second = served.peer()) {
            try (first) {
                second.say('b');
                assertEquals('a', first.ask('a'));
                served.settle();
                assertFalse(second.hasAnswer());
            }
            assertEquals('b', second.answer());
        }
        assertEquals(List.of("connected", "gone", "connected"), served.told().subList(0, 3));
        assertEquals(1, served.failures().size());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void ownerFailsToTakeNoteOfTheEnd_theNextIsServed_andTheLoopIsTold(
            Supplier<RuntimeException> mistake) {
        try (TestPeer peer = served.peer()) {
            assertEquals('a', peer.ask('a'));
            served.takesNoteWith(mistake);
        }
        assertNextIsServed();
        assertEquals(1, served.failures().size());
    }

    /// While it receives and while it sends what was left over.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peersFault_endsItsConnection_andSaysWhy(boolean whileWriting) {
        List<RuntimeException> faults =
                List.of(
                        new PeerFaultException("it said nonsense"),
                        LinuxException.of("recvmsg", "peer", Errno.EPROTO));
        for (RuntimeException fault : faults) {
            try (TestPeer peer = served.peer()) {
                served.servesWith(() -> fault);
                peer.fail(whileWriting);
                peer.awaitClosed();
            }
            served.settle();
            assertEquals("gone: " + fault.getMessage(), served.told().getLast());
        }
        assertNextIsServed();
        assertEquals(List.of(), served.failures());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionThatBreaks_isAnEndLikeAnyOther(boolean whileWriting) {
        try (TestPeer peer = served.peer()) {
            served.servesWith(() -> LinuxException.of("sendmsg", "peer", Errno.EPIPE));
            peer.fail(whileWriting);
            peer.awaitClosed();
        }
        served.settle();
        assertEquals(List.of("connected", "gone"), served.told());
        assertEquals(List.of(), served.failures());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mistakeOfOurs_costsThePeerItsConnection_andNobodyElse(boolean whileWriting) {
        try (TestPeer peer = served.peer()) {
            served.servesWith(() -> new IllegalStateException(AS_WANTED));
            peer.fail(whileWriting);
            peer.awaitClosed();
        }
        served.settle();
        assertEquals(
                "gone: internal error: java.lang.IllegalStateException: " + AS_WANTED,
                served.told().getLast());
        assertEquals(List.of(AS_WANTED), served.failures());
        assertNextIsServed();
    }

    @Test
    void sessionThatFailsToClose_theNextIsServed() {
        try (TestPeer peer = served.peer()) {
            assertEquals('a', peer.ask('a'));
            served.closesWith(() -> LinuxException.of("close", "session", Errno.EINVAL));
        }
        assertNextIsServed();
        served.settle();
        assertEquals(1, served.failures().size());
        assertEquals(List.of("connected", "gone", "connected"), served.told().subList(0, 3));
    }

    @Test
    void socketThatWasHandedOver_isServed_andNobodyBesideIt() {
        List<UnixSocket> pair = UnixSocket.pair("handed over");
        TestPeer handed = new TestPeer(pair.get(0));
        served.onLoop(server -> server.serve(pair.get(1)));
        try (TestPeer second = served.peer()) {
            try (handed) {
                second.say('b');
                assertEquals('a', handed.ask('a'));
                served.settle();
                assertFalse(second.hasAnswer());
            }
            assertEquals('b', second.answer());
        }
    }

    @Test
    void socketThatWasHandedOver_andCannotBeServed_isClosed() {
        List<UnixSocket> pair = UnixSocket.pair("handed over");
        served.opensWith(() -> LinuxException.of("open", "session", Errno.ENOMEM));
        try (TestPeer handed = new TestPeer(pair.get(0))) {
            served.onLoop(server ->
                    assertThrows(
                            LinuxException.LimitReached.class, () -> server.serve(pair.get(1))));
            handed.awaitClosed();
        }
        assertEquals(List.of(), served.told());
    }

    @Test
    void closing_endsTheConnectionAndTheSocket_andTellsNobody() {
        try (TestPeer peer = served.peer()) {
            assertEquals('a', peer.ask('a'));
            served.onLoop(PeerServer::close);
            peer.awaitClosed();
        }
        assertFalse(Files.exists(served.path()));
        assertEquals(List.of("connected"), served.told());
        assertTrue(served.failures().isEmpty());
    }

    static final Duration PATIENCE = Duration.ofSeconds(60);
}
