// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Sockets.Message;
import dev.zeropane.linux.UnixSocket.Received;
import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Descriptors over a socket (`SCM_RIGHTS`): what the kernel does, and that nothing leaks.
final class UnixSocketFdsTest {
    private static final int O_PATH = 0x200000;

    private UnixSocket near;
    private UnixSocket far;
    private Fd memfd;

    @BeforeEach
    void open() {
        List<UnixSocket> pair = UnixSocket.pair("test");
        near = pair.get(0);
        far = pair.get(1);
        memfd = Memfd.create("passed", 4096);
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        memfd.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 253})
    void send_upToTheKernelsLimit_allArriveAndNoneLeaks(int count) {
        assertEquals(1, near.send(Sockets.bytes("x"), Collections.nCopies(count, memfd)));
        try (Message message = Sockets.receive(far, 16)) {
            assertEquals("x", message.text());
            assertEquals(count, message.fds().size());
            for (Fd fd : message.fds()) {
                assertEquals(memfd.id(), fd.id());
            }
        }
    }

    @Test
    void send_254Descriptors_refusedAndNothingSent() {
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> near.send(Sockets.bytes("x"), Collections.nCopies(254, memfd)));
        assertEquals(Errno.EINVAL, e.errno());
        assertEquals(Received.NOTHING, Sockets.receive(far, 16).outcome());
    }

    @Test
    void send_noBytes_refusedBeforeTheKernelLosesTheDescriptors() {
        assertThrows(
                IllegalArgumentException.class, () -> near.send(Sockets.bytes(""), List.of(memfd)));
    }

    @Test
    void send_closedDescriptor_refusedAndNothingSent() {
        Fd closed = memfd.dup();
        closed.close();
        assertThrows(
                IllegalStateException.class,
                () -> near.send(Sockets.bytes("x"), List.of(memfd, closed)));
        assertEquals(Received.NOTHING, Sockets.receive(far, 16).outcome());
    }

    @Test
    void send_numberNotOpen_ebadf() {
        Fd bad = Fd.own(1_000_000, "nothing");
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> near.send(Sockets.bytes("x"), List.of(memfd, bad)));
        assertEquals(Errno.EBADF, e.errno());
        assertEquals(Received.NOTHING, Sockets.receive(far, 16).outcome());
    }

    @Test
    void send_pathDescriptor_arrives() {
        try (Fd path = Fd.own(Libc.open("/", O_PATH, 0), "/")) {
            Sockets.send(near, "x", path);
            try (Message message = Sockets.receive(far, 16)) {
                assertEquals(path.id(), message.fds().getFirst().id());
            }
        }
    }

    @Test
    void receive_severalKinds_keepTheirOrder() {
        try (Fd other = Memfd.create("other", 4096)) {
            Sockets.send(near, "x", memfd, other, memfd);
            try (Message message = Sockets.receive(far, 16)) {
                assertEquals(
                        List.of(memfd.id(), other.id(), memfd.id()),
                        message.fds().stream().map(Fd::id).toList());
                assertNotEquals(memfd.id(), other.id());
            }
        }
    }

    @Test
    void receive_plainThenDescriptorThenPlain_stopsBeforeTheNextDescriptorOnly() {
        Sockets.send(near, "xx");
        Sockets.send(near, "abc", memfd);
        Sockets.send(near, "yy");
        try (Message first = Sockets.receive(far, 16);
                Message second = Sockets.receive(far, 16)) {
            // The descriptor does not say which byte it came with.
            assertEquals("xxabc", first.text());
            assertEquals(1, first.fds().size());
            assertEquals("yy", second.text());
            assertEquals(0, second.fds().size());
        }
    }

    @Test
    void receive_twoMessagesWithDescriptors_oneAtATime() {
        Sockets.send(near, "abc", memfd);
        Sockets.send(near, "def", memfd, memfd);
        try (Message first = Sockets.receive(far, 16);
                Message second = Sockets.receive(far, 16)) {
            assertEquals("abc", first.text());
            assertEquals(1, first.fds().size());
            assertEquals("def", second.text());
            assertEquals(2, second.fds().size());
        }
    }

    @Test
    void receive_firstByteOnly_descriptorsComeWithIt() {
        Sockets.send(near, "abcd", memfd, memfd);
        try (Message first = Sockets.receive(far, 1);
                Message rest = Sockets.receive(far, 16)) {
            assertEquals("a", first.text());
            assertEquals(2, first.fds().size());
            assertEquals("bcd", rest.text());
            assertEquals(0, rest.fds().size());
        }
    }

    @Test
    void receive_senderClosedBoth_stillDelivered() {
        Fd sent = memfd.dup();
        Sockets.send(near, "x", sent);
        sent.close();
        near.close();
        try (Message message = Sockets.receive(far, 16)) {
            assertEquals("x", message.text());
            assertEquals(memfd.id(), message.fds().getFirst().id());
        }
        assertEquals(Received.END, Sockets.receive(far, 16).outcome());
    }

    @Test
    void receive_closedInstead_descriptorsInFlightAreDropped() {
        List<UnixSocket> pair = UnixSocket.pair("dropped");
        Sockets.send(pair.get(0), "x", memfd, memfd);
        pair.get(1).close();
        pair.get(0).close();
    }

    @Test
    void receive_descriptors_areCloseOnExec() throws Exception {
        Sockets.send(near, "x", memfd);
        try (Message message = Sockets.receive(far, 16)) {
            String info =
                    java.nio.file.Files.readString(
                            java.nio.file.Path.of(
                                    "/proc/self/fdinfo/" + message.fds().getFirst().number()));
            int flags =
                    info.lines()
                            .filter(line -> line.startsWith("flags:"))
                            .mapToInt(line -> Integer.parseInt(line.substring(6).strip(), 8))
                            .findFirst()
                            .orElseThrow();
            assertTrue((flags & 02000000) != 0, info);
        }
    }

    @Test
    void receive_listGiven_isAppendedTo() {
        Sockets.send(near, "x", memfd);
        List<Fd> fds = new ArrayList<>(List.of(memfd));
        far.receive(Sockets.bytes("...."), fds);
        assertEquals(2, fds.size());
        fds.getLast().close();
    }

    private static final int SOL_SOCKET = 1;

    private static void setOption(UnixSocket socket, int option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            assertEquals(0, Libc.setsockopt(socket.fd().number(), SOL_SOCKET, option, on));
        }
    }

    private static Received receiveAlone(UnixSocket socket) {
        return socket.receive(Arena.ofAuto().allocate(16));
    }

    @Test
    void receiveAlone_descriptorsSent_areDropped_andTheBytesCome() {
        assertEquals(1, near.send(Sockets.bytes("x"), Collections.nCopies(253, memfd)));
        assertEquals(1, near.send(Sockets.bytes("y"), List.of()));
        assertEquals(Received.DATA, receiveAlone(far));
        assertTrue(far.dropped());
        assertEquals(Received.DATA, receiveAlone(far));
        assertFalse(far.dropped());
        assertEquals(Received.NOTHING, receiveAlone(far));
    }

    /// Whoever handed a socket over can have the kernel add to each message who sent it
    /// (`SO_PASSCRED`, `SO_PASSSEC`), also as a descriptor (`SO_PASSPIDFD`).
    @ParameterizedTest
    @ValueSource(ints = {16, 76})
    void receive_peerHasTheKernelAddSomething_isTheEnd_andNothingLeaks(int option) {
        setOption(far, option);
        Sockets.send(near, "x");
        List<Fd> fds = new ArrayList<>();
        LinuxException e =
                assertThrows(
                        LinuxException.class, () -> far.receive(Arena.ofAuto().allocate(16), fds));
        assertEquals(Errno.EPROTO, e.errno());
        assertEquals(List.of(), fds);
        Sockets.send(near, "x");
        assertEquals(Received.DATA, receiveAlone(far));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 34, 76})
    void adopt_takesWhatTheKernelAddsAway(int option) {
        setOption(far, option);
        try (UnixSocket adopted = UnixSocket.adopt(far.fd().dup())) {
            Sockets.send(near, "x");
            try (Message message = Sockets.receive(adopted, 16)) {
                assertEquals("x", message.text());
            }
        }
    }
}
