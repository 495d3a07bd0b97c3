// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Descriptors of strangers, and peers that send what they should not. That nothing stays open is
/// checked after every test.
@Tag("kernel-training")
final class DmaBufPeerTest {
    private static final long PAGE = Mapping.PAGE_SIZE;
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Scope scope = new Scope();
    private final List<UnixSocket> pair = UnixSocket.pair("peers");
    private final UnixSocket near = scope.add(pair.get(0));
    private final UnixSocket far = scope.add(pair.get(1));
    private final Fd memfd = scope.add(Memfd.create("no dma-buf", PAGE));

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                stranger("memfd", scope -> Memfd.create("stranger", PAGE)),
                stranger("pipe", DmaBufPeerTest::pipe),
                stranger("socket", DmaBufPeerTest::socket),
                stranger("eventfd", scope -> scope.add(EventFd.create("stranger")).fd().dup()),
                stranger("directory", scope -> Raw.open("/", 0)),
                stranger("/dev/null", scope -> Raw.open("/dev/null", 0)));
    }

    private static Arguments stranger(String name, Function<Scope, Fd> make) {
        return Arguments.of(name, make);
    }

    private static Fd pipe(Scope scope) {
        List<Fd> pipe = Raw.pipe();
        scope.add(pipe.get(1));
        return pipe.get(0);
    }

    private static Fd socket(Scope scope) {
        List<UnixSocket> pair = UnixSocket.pair("stranger");
        scope.add(pair.get(1));
        return pair.get(0).fd();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void adopt_noDmaBuf_refusedByNameAndClosed(String name, Function<Scope, Fd> make) {
        Fd fd = make.apply(scope);
        WrongDescriptorException e =
                assertThrows(WrongDescriptorException.class, () -> DmaBuf.adopt(fd), name);
        assertEquals(fd + " is no dma-buf", e.getMessage());
        assertFalse(fd.isOpen());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void adoptSyncFile_noSyncFile_refusedByNameAndClosed(String name, Function<Scope, Fd> make) {
        Fd fd = make.apply(scope);
        WrongDescriptorException e =
                assertThrows(WrongDescriptorException.class, () -> SyncFile.adopt(fd), name);
        assertEquals(fd + " is no sync file", e.getMessage());
        assertFalse(fd.isOpen());
    }

    @Test
    void adopt_closedDescriptor_illegalState() {
        Fd fd = Memfd.create("closed", PAGE);
        fd.close();
        assertThrows(IllegalStateException.class, () -> DmaBuf.adopt(fd));
        assertThrows(IllegalStateException.class, () -> SyncFile.adopt(fd));
    }

    private void sendFromNear(int bytes, int descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(bytes);
            assertEquals(bytes, near.send(data, Collections.nCopies(descriptors, memfd)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 253})
    void receive_notOneDescriptor_refusedWithTheirNumber(int descriptors) {
        sendFromNear(1, descriptors);
        WrongDescriptorException e =
                assertThrows(WrongDescriptorException.class, () -> DmaBuf.receive(far, LONG));
        assertEquals(
                "the peer sent " + descriptors + " descriptors where one dma-buf was due",
                e.getMessage());
    }

    @Test
    void receive_memfdInstead_refused() {
        sendFromNear(1, 1);
        WrongDescriptorException e =
                assertThrows(WrongDescriptorException.class, () -> DmaBuf.receive(far, LONG));
        assertTrue(e.getMessage().endsWith(" is no dma-buf"), e.getMessage());
    }

    @Test
    void receive_longMessage_onlyItsFirstByteIsTaken() {
        sendFromNear(4, 1);
        assertThrows(WrongDescriptorException.class, () -> DmaBuf.receive(far, LONG));
        for (int i = 0; i < 3; i++) {
            WrongDescriptorException e =
                    assertThrows(WrongDescriptorException.class, () -> DmaBuf.receive(far, LONG));
            assertTrue(e.getMessage().contains("sent 0 descriptors"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 50})
    void receive_nothingSent_eagainWithinTheTime(long millis) {
        long start = System.nanoTime();
        LinuxException e =
                assertThrows(
                        LinuxException.class, () -> DmaBuf.receive(far, Duration.ofMillis(millis)));
        assertEquals(Errno.EAGAIN, e.errno());
        assertTrue(System.nanoTime() - start >= millis * 1_000_000);
    }

    @Test
    void receive_peerHangsUp_disconnected() {
        near.close();
        assertThrows(LinuxException.Disconnected.class, () -> DmaBuf.receive(far, LONG));
    }

    @Test
    void receive_peerSendsAndHangsUp_stillSeesWhatCame() {
        sendFromNear(1, 2);
        near.close();
        assertThrows(WrongDescriptorException.class, () -> DmaBuf.receive(far, LONG));
        assertThrows(LinuxException.Disconnected.class, () -> DmaBuf.receive(far, LONG));
    }

    /// [DmaBuf#send] does not ask what it sends.
    private DmaBuf pretended() {
        return scope.add(new DmaBuf(memfd.dup(), PAGE, java.util.Optional.empty()));
    }

    @Test
    void send_nobodyReads_eagainAndStillOpen() {
        DmaBuf buffer = pretended();
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> {
                            while (true) {
                                buffer.send(near, SHORT);
                            }
                        });
        // How many fit is the socket's or the user's limit of descriptors on their way.
        assertTrue(e.errno() == Errno.EAGAIN || e.errno() == Errno.ETOOMANYREFS, e.getMessage());
        assertTrue(buffer.fd().isOpen());
    }

    @Test
    void send_peerGone_disconnected() {
        far.close();
        assertThrows(LinuxException.Disconnected.class, () -> pretended().send(near, LONG));
    }

    @Test
    void name_tooLong_refusedWithTheLimit() {
        DmaBuf buffer = pretended();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> buffer.name("x".repeat(32)));
        assertTrue(e.getMessage().contains("at most 31 bytes"), e.getMessage());
    }
}
