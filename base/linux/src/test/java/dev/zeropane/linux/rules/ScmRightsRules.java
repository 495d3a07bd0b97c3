// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import static dev.zeropane.linux.Errno.EBADF;
import static dev.zeropane.linux.Errno.EINVAL;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What kernels do with descriptors in messages: the traps that [UnixSocket] has to know.
abstract class ScmRightsRules {
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final List<UnixSocket> pair = UnixSocket.pair("rules");
    private final Fd near = pair.get(0).fd();
    private final Fd far = pair.get(1).fd();
    private final Fd memfd = Memfd.create("sent", PAGE);
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        pair.forEach(UnixSocket::close);
        memfd.close();
        arena.close();
    }

    private MemorySegment header(long bytes, MemorySegment control, long controlLength) {
        MemorySegment header = arena.allocate(72, 8);
        MemorySegment data = arena.allocate(Math.max(bytes, 1));
        header.set(JAVA_LONG, 56, data.address());
        header.set(JAVA_LONG, 64, bytes);
        header.set(JAVA_LONG, 16, header.address() + 56);
        header.set(JAVA_LONG, 24, 1);
        header.set(JAVA_LONG, 32, control.address());
        header.set(JAVA_LONG, 40, controlLength);
        return header;
    }

    /// Sends with each list of numbers in an SCM_RIGHTS message of its own.
    private long send(long bytes, List<List<Integer>> messages) {
        MemorySegment control = arena.allocate(4096, 8);
        long at = 0;
        for (List<Integer> numbers : messages) {
            control.set(JAVA_LONG, at, 16 + 4L * numbers.size());
            control.set(JAVA_INT, at + 8, 1);
            control.set(JAVA_INT, at + 12, 1);
            for (int i = 0; i < numbers.size(); i++) {
                control.set(JAVA_INT, at + 16 + 4L * i, numbers.get(i));
            }
            at += (16 + 4L * numbers.size() + 7) & -8;
        }
        return Raw.sendmsg(near, header(bytes, control, at), MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    private long send(int count) {
        return send(1, List.of(Collections.nCopies(count, Raw.number(memfd))));
    }

    private record Message(long bytes, boolean truncated, long length, List<Fd> fds)
            implements AutoCloseable {
        @Override
        public void close() {
            fds.forEach(Fd::close);
        }
    }

    private Message receive(long most, long controlLength, int flags) {
        MemorySegment control = arena.allocate(4096, 8);
        MemorySegment header =
                header(most, controlLength == 0 ? MemorySegment.NULL : control, controlLength);
        long bytes = Raw.recvmsg(far, header, flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        List<Fd> fds = new ArrayList<>();
        long length = header.get(JAVA_LONG, 40) < 16 ? 0 : control.get(JAVA_LONG, 0);
        for (long at = 16; at + 4 <= length; at += 4) {
            fds.add(Raw.own(control.get(JAVA_INT, at), "received"));
        }
        return new Message(bytes, (header.get(JAVA_INT, 48) & MSG_CTRUNC) != 0, length, fds);
    }

    @Test
    void send_253_fineAnd254Einval() {
        assertEquals(1, send(253));
        try (Message message = receive(1, 1032, 0)) {
            assertEquals(253, message.fds.size());
        }
        assertEquals(-EINVAL, send(254));
    }

    @Test
    void send_twoControlMessages_arriveAsOne() {
        List<Integer> one = List.of(Raw.number(memfd));
        assertEquals(1, send(1, List.of(one, List.of(Raw.number(memfd), Raw.number(memfd)))));
        try (Message message = receive(1, 1032, 0)) {
            assertEquals(16 + 3 * 4, message.length);
            assertEquals(3, message.fds.size());
        }
    }

    static Stream<Arguments> rooms() {
        return Stream.of(
                Arguments.of("CMSG_SPACE(1), one sent", 24, 1, 1, false),
                Arguments.of("CMSG_SPACE(1), two sent: both come", 24, 2, 2, false),
                Arguments.of("CMSG_SPACE(1), three sent", 24, 3, 2, true),
                Arguments.of("CMSG_LEN(1), one sent", 20, 1, 1, false),
                Arguments.of("CMSG_LEN(1), two sent", 20, 2, 1, true),
                Arguments.of("CMSG_LEN(1), three sent", 20, 3, 1, true),
                Arguments.of("a header's", 16, 1, 0, true),
                Arguments.of("none", 0, 1, 0, true));
    }

    /// What does not fit is dropped, not leaked: the check after every test sees to it.
    @ParameterizedTest(name = "{0}")
    @MethodSource("rooms")
    void receive_roomForControl_decidesHowManyCome(
            String name, long room, int sent, int come, boolean truncated) {
        assertEquals(1, send(sent));
        try (Message message = receive(1, room, 0)) {
            assertEquals(1, message.bytes, name);
            assertEquals(come, message.fds.size());
            assertEquals(truncated, message.truncated);
            for (Fd fd : message.fds) {
                assertEquals(memfd.id(), fd.id());
                assertEquals(1, Libc.fcntl(Raw.number(fd), 1, 0), "close-on-exec");
            }
        }
    }

    @Test
    void receive_descriptorLimitMidway_theFirstComeAndTruncated() {
        assertEquals(1, send(5));
        receive(0, 0, MSG_PEEK).close();
        long before = Raw.limit(Raw.RLIMIT_NOFILE);
        List<Fd> inTheWay = fillUntilTwoAreFree();
        try {
            Raw.setLimit(Raw.RLIMIT_NOFILE, Raw.number(inTheWay.getLast()) + 3);
            try (Message message = receive(1, 1032, 0)) {
                assertEquals(1, message.bytes);
                assertEquals(2, message.fds.size());
                assertEquals(true, message.truncated);
            }
        } finally {
            Raw.setLimit(Raw.RLIMIT_NOFILE, before);
            inTheWay.forEach(Fd::close);
        }
    }

    /// Takes numbers that are free between others, until the two after the last one are free.
    private List<Fd> fillUntilTwoAreFree() {
        List<Fd> taken = new ArrayList<>();
        do {
            taken.add(memfd.dup());
        } while (taken.size() < 3
                || Raw.number(taken.getLast()) != Raw.number(taken.get(taken.size() - 3)) + 2);
        taken.removeLast().close();
        taken.removeLast().close();
        return taken;
    }

    @Test
    void send_noBytes_nothingIsSent() {
        assertEquals(0, send(0, List.of(List.of(Raw.number(memfd)))));
        assertEquals(-Errno.EAGAIN, receive(1, 1032, 0).bytes);
    }

    @Test
    void receive_plainThenDescriptorThenPlain_stopsBeforeTheNextOne() {
        send(2, List.of());
        send(3, List.of(List.of(Raw.number(memfd))));
        send(2, List.of());
        send(1, List.of(List.of(Raw.number(memfd))));
        try (Message first = receive(64, 1032, 0);
                Message second = receive(64, 1032, 0)) {
            assertEquals(5, first.bytes);
            assertEquals(1, first.fds.size());
            assertEquals(3, second.bytes);
            assertEquals(1, second.fds.size());
        }
    }

    @Test
    void read_messageWithDescriptors_closesThem() {
        assertEquals(1, send(2));
        assertEquals(1, Raw.read(far, arena.allocate(8)));
        assertEquals(-Errno.EAGAIN, receive(1, 1032, 0).bytes);
    }

    @Test
    void peek_installsThemEachTime() {
        assertEquals(1, send(2));
        for (int flags : new int[] {MSG_PEEK, MSG_PEEK, 0}) {
            try (Message message = receive(1, 1032, flags)) {
                assertEquals(1, message.bytes);
                assertEquals(2, message.fds.size());
                assertEquals(memfd.id(), message.fds.getFirst().id());
            }
        }
    }

    @Test
    void receive_firstByteOfFour_descriptorsComeWithIt() {
        send(4, List.of(List.of(Raw.number(memfd))));
        try (Message first = receive(1, 1032, 0);
                Message rest = receive(64, 1032, 0)) {
            assertEquals(1, first.fds.size());
            assertEquals(3, rest.bytes);
            assertEquals(0, rest.fds.size());
        }
    }

    @Test
    void send_numberThatIsNotOpen_ebadfAndNothingIsSent() {
        assertEquals(-EBADF, send(1, List.of(List.of(Raw.number(memfd), 1_000_000))));
        assertEquals(-Errno.EAGAIN, receive(1, 1032, 0).bytes);
    }

    @Test
    void send_pathDescriptor_arrives() {
        try (Fd path = Raw.open("/", Raw.O_PATH)) {
            assertEquals(1, send(1, List.of(List.of(Raw.number(path)))));
            try (Message message = receive(1, 1032, 0)) {
                assertEquals(path.id(), message.fds.getFirst().id());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void receive_senderClosedEverything_stillDelivered(int count) {
        assertEquals(1, send(count));
        pair.getFirst().close();
        try (Message message = receive(1, 1032, 0);
                Message end = receive(1, 1032, 0)) {
            assertEquals(count, message.fds.size());
            assertEquals(0, end.bytes);
        }
    }
}
