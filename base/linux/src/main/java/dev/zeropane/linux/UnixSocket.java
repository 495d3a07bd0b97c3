// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EAGAIN;
import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.ControlHeader;
import dev.zeropane.linux.raw.IoVector;
import dev.zeropane.linux.raw.Libc;
import dev.zeropane.linux.raw.MessageHeader;
import dev.zeropane.linux.raw.PeerCredentials;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connected, non-blocking Unix stream socket that passes file descriptors (man 7 unix,
/// `SCM_RIGHTS`). Send from one thread and receive from one thread.
public final class UnixSocket implements AutoCloseable {
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;

    /// The most descriptors the kernel carries in one message (`SCM_MAX_FD`).
    public static final int MAX_FDS = 253;

    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_PIDFD = 4;
    private static final int SO_TYPE = 3;
    private static final int SO_DOMAIN = 39;

    /// Options that make the kernel add control messages that the peer did not send: credentials, a
    /// security label, a descriptor of the sender's process.
    private static final int[] RECEIVE_EXTRAS = {
        16 /* SO_PASSCRED */, 34 /* SO_PASSSEC */, 76 /* SO_PASSPIDFD */
    };

    private static final int SHUT_RD = 0;
    private static final int SHUT_WR = 1;
    private static final int SO_SNDBUF = 7;
    private static final long SIOCOUTQ = 0x5411;
    private static final int SO_PEERCRED = 17;
    private static final int MSG_CTRUNC = 0x8;

    /// On every call, beside `O_NONBLOCK`: a peer that handed the socket over may have kept the
    /// same open file, and can clear `O_NONBLOCK`.
    private static final int MSG_DONTWAIT = 0x40;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /// Room for the most descriptors of one message, and for one more.
    private static final long CONTROL_SIZE =
            ControlHeader.SIZE + MAX_FDS * Integer.BYTES + Integer.BYTES;

    private final Fd fd;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment sendHeader = header(arena);
    private final MemorySegment receiveHeader = header(arena);
    private final MemorySegment unreceived = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment receiveControl = arena.allocate(CONTROL_SIZE, Long.BYTES);

    UnixSocket(Fd fd) {
        this.fd = fd;
    }

    /// Takes ownership of a socket that this process was given. It becomes non-blocking, and the
    /// kernel adds nothing to its messages.
    ///
    /// The process that gave it may have kept the same open file, and can change both again.
    ///
    /// @throws LinuxException if it is no Unix stream socket; the caller still owns the descriptor,
    ///   and only calls were made that return at once for every kind of file
    public static UnixSocket adopt(Fd fd) {
        if (option(fd, SO_DOMAIN) != AF_UNIX || option(fd, SO_TYPE) != SOCK_STREAM) {
            throw LinuxException.of("Unix stream socket expected", fd.toString(), Errno.ENOTSOCK);
        }
        fd.setNonBlocking();
        disableExtras(fd);
        return new UnixSocket(fd);
    }

    /// Clears the options that make the kernel add control messages, also for connections that the
    /// socket will accept.
    static void disableExtras(Fd fd) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment off = local.allocate(ValueLayout.JAVA_INT);
            for (int option : RECEIVE_EXTRAS) {
                // Older kernels do not know the last one.
                int _ = Libc.setsockopt(fd.number(), SOL_SOCKET, option, off);
            }
        }
    }

    private static int option(Fd fd, int option) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment out = local.allocate(ValueLayout.JAVA_INT);
            MemorySegment length = local.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
            int result = Libc.getsockopt(fd.number(), SOL_SOCKET, option, out, length);
            return result < 0 ? result : out.get(ValueLayout.JAVA_INT, 0);
        }
    }

    static Fd open(String name) {
        return Fd.own(
                Fd.check(
                        Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
                        "socket",
                        name),
                name);
    }

    /// Connects to the socket that listens at `path`.
    public static UnixSocket connect(Path path) {
        Fd fd = open("connection to " + path);
        try (Arena arena = Arena.ofConfined()) {
            Fd.check(
                    Libc.connect(fd.number(), UnixAddress.of(path, arena)),
                    "connect",
                    path.toString());
            return new UnixSocket(fd);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// Two sockets connected to each other.
    public static List<UnixSocket> pair(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, 2);
            Fd.check(
                    Libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, out),
                    "socketpair",
                    name);
            return List.of(
                    new UnixSocket(Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 0), name)),
                    new UnixSocket(Fd.own(out.getAtIndex(ValueLayout.JAVA_INT, 1), name)));
        }
    }

    /// Makes calls on this end wait: for an end that goes to a program which expects a blocking
    /// socket. Do not use the object afterwards.
    public void setBlocking() {
        fd.setBlocking();
    }

    public Fd fd() {
        return fd;
    }

    /// The process at the other end; empty if the kernel does not tell.
    public Optional<Credentials> peer() {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment out = local.allocate(PeerCredentials.SIZE, Integer.BYTES);
            MemorySegment length = local.allocateFrom(ValueLayout.JAVA_INT, PeerCredentials.SIZE);
            int result = Libc.getsockopt(fd.number(), SOL_SOCKET, SO_PEERCRED, out, length);
            return result < 0
                    ? Optional.empty()
                    : Optional.of(Credentials.of(PeerCredentials.read(out)));
        }
    }

    /// Asks for a send buffer of `bytes`. The kernel limits it (`net.core.wmem_max`); a larger
    /// buffer means fewer turns of sender and receiver.
    public void setSendBuffer(int bytes) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment value = local.allocateFrom(ValueLayout.JAVA_INT, bytes);
            Fd.check(
                    Libc.setsockopt(fd.number(), SOL_SOCKET, SO_SNDBUF, value),
                    "setsockopt(SO_SNDBUF)",
                    fd.toString());
        }
    }

    /// Whether the peer has received everything that was sent.
    public boolean isAllReceived() {
        // `SIOCOUTQ` of a Unix socket counts the bytes not received yet, with the kernel's
        // overhead.
        Fd.check(Libc.ioctl(fd.number(), SIOCOUTQ, unreceived), "ioctl(SIOCOUTQ)", fd.toString());
        return unreceived.get(ValueLayout.JAVA_INT, 0) == 0;
    }

    /// Waits until there is something to receive, or the peer is gone: for a thread with nothing
    /// else to do. Other threads use an [EventLoop].
    ///
    /// @return whether there is within the time
    public boolean awaitReadable(Duration limit) {
        return fd.awaitReadable(limit);
    }

    /// Sends bytes with descriptors; the descriptors ride with the first byte and stay owned by the
    /// caller.
    ///
    /// @param data a native segment, at least one byte: with none the kernel would lose the
    ///   descriptors silently
    /// @return bytes taken by the kernel, which may be fewer than offered; 0 if it takes none now,
    ///   and then no descriptor was sent either
    /// @throws LinuxException.Disconnected if the peer is gone
    public long send(MemorySegment data, List<Fd> fds) {
        if (data.byteSize() == 0) {
            throw new IllegalArgumentException("nothing to send with " + fds.size() + " fds");
        }
        if (fds.isEmpty()) {
            return transmit(data, MemorySegment.NULL);
        }
        try (Arena control = Arena.ofConfined()) {
            long length = ControlHeader.SIZE + (long) fds.size() * Integer.BYTES;
            MemorySegment message = control.allocate(ControlHeader.aligned(length), Long.BYTES);
            new ControlHeader(length, SOL_SOCKET, SCM_RIGHTS).write(message);
            for (int i = 0; i < fds.size(); i++) {
                message.set(
                        ValueLayout.JAVA_INT,
                        ControlHeader.SIZE + (long) i * Integer.BYTES,
                        fds.get(i).number());
            }
            return transmit(data, message);
        }
    }

    private long transmit(MemorySegment data, MemorySegment control) {
        fill(sendHeader, data, control);
        return sendMessage();
    }

    private long sendMessage() {
        long sent;
        do {
            sent = Libc.sendmsg(fd.number(), sendHeader, MSG_DONTWAIT | MSG_NOSIGNAL);
        } while (sent == -EINTR);
        return sent == -EAGAIN ? 0 : Fd.check(sent, "sendmsg", fd.toString());
    }

    /// Sends pieces of memory as if they lay side by side.
    ///
    /// @return bytes taken by the kernel, which may be fewer than offered; 0 if it takes none now
    /// @throws LinuxException.Disconnected if the peer is gone
    public long send(Gather pieces) {
        MessageHeader.write(sendHeader, pieces.entries(), pieces.count(), MemorySegment.NULL);
        return sendMessage();
    }

    /// A message header with room for one [IoVector] behind it.
    private static MemorySegment header(Arena arena) {
        return arena.allocate(MessageHeader.SIZE + IoVector.SIZE, Long.BYTES);
    }

    private static void fill(MemorySegment header, MemorySegment data, MemorySegment control) {
        MemorySegment piece = header.asSlice(MessageHeader.SIZE);
        IoVector.write(piece, 0, data);
        MessageHeader.write(header, piece, 1, control);
    }

    /// Outcome of [#receive].
    public enum Received {
        /// Bytes arrived, and descriptors if the list given has grown.
        DATA,
        /// Nothing is waiting now.
        NOTHING,
        /// The peer closed its end.
        END
    }

    /// Receives at most as many bytes as `buffer` has, and appends the descriptors that arrived to
    /// `fds`; the caller then owns them.
    ///
    /// The kernel tells which *read* a descriptor came with, not which byte: never read beyond the
    /// end of one message.
    ///
    /// @param buffer a native segment, at least one byte: with none, bytes that wait look like the
    ///   peer's end
    /// @throws LinuxException.LimitReached if this process has no room for the descriptors that
    ///   were sent; those that arrived are closed
    public Received receive(MemorySegment buffer, List<Fd> fds) {
        Received outcome = receive(buffer, receiveControl);
        if (outcome == Received.NOTHING) {
            return outcome;
        }
        List<Fd> arrived = new ArrayList<>();
        boolean whole = false;
        try {
            collect(arrived);
            if (truncated) {
                throw LinuxException.of("recvmsg (descriptors lost)", fd.toString(), Errno.EMFILE);
            }
            whole = fds.addAll(arrived) || arrived.isEmpty();
        } finally {
            if (!whole) {
                arrived.forEach(Fd::discard);
            }
        }
        return outcome;
    }

    /// Receives bytes where the protocol has no descriptors. The kernel drops any that the peer
    /// sent, without waiting for a file system to close them.
    ///
    /// @param buffer as for [#receive(MemorySegment, List)]
    public Received receive(MemorySegment buffer) {
        return receive(buffer, MemorySegment.NULL);
    }

    /// Whether the kernel dropped descriptors of the last [#receive(MemorySegment)].
    public boolean dropped() {
        return truncated;
    }

    private Received receive(MemorySegment buffer, MemorySegment control) {
        if (buffer.byteSize() == 0) {
            throw new IllegalArgumentException("no room to receive into");
        }
        fill(receiveHeader, buffer, control);
        long count;
        do {
            count = Libc.recvmsg(fd.number(), receiveHeader, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        } while (count == -EINTR);
        if (count == -EAGAIN) {
            truncated = false;
            return Received.NOTHING;
        }
        received = Fd.check(count, "recvmsg", fd.toString());
        truncated = (MessageHeader.flags(receiveHeader) & MSG_CTRUNC) != 0;
        return count == 0 ? Received.END : Received.DATA;
    }

    private long received;
    private boolean truncated;

    /// The number of bytes that the last [#receive] put into its buffer.
    public long received() {
        return received;
    }

    /// Collects every descriptor the kernel installed, by the length it wrote: padding may let in
    /// more than expected, and each one left over would be a leak.
    ///
    /// @throws LinuxException if there is another control message: the process that handed the
    ///   socket over has the same open file, and made the kernel add it
    private void collect(List<Fd> fds) {
        boolean strange = false;
        long end = MessageHeader.controlLength(receiveHeader);
        for (long at = 0; at + ControlHeader.SIZE <= end; ) {
            ControlHeader header = ControlHeader.read(receiveControl, at);
            boolean ofSockets = header.level() == SOL_SOCKET;
            int type = header.type();
            strange |= !ofSockets || type != SCM_RIGHTS;
            if (ofSockets && (type == SCM_RIGHTS || type == SCM_PIDFD)) {
                long data = at + ControlHeader.SIZE;
                for (long i = data; i + Integer.BYTES <= at + header.length(); i += Integer.BYTES) {
                    fds.add(Fd.own(receiveControl.get(ValueLayout.JAVA_INT, i), "fd from " + fd));
                }
            }
            at += ControlHeader.aligned(header.length());
        }
        if (strange) {
            throw LinuxException.of(
                    "recvmsg (the peer has changed the socket's options)",
                    fd.toString(),
                    Errno.EPROTO);
        }
    }

    /// Ends what this side sends: the peer reads to its end, and may go on sending.
    public void endSending() {
        shutDown(SHUT_WR, "shutdown(SHUT_WR)");
    }

    /// Takes nothing more from the peer, whose sending fails from now on.
    public void endReceiving() {
        shutDown(SHUT_RD, "shutdown(SHUT_RD)");
    }

    private void shutDown(int how, String operation) {
        Fd.check(Libc.shutdown(fd.number(), how), operation, fd.toString());
    }

    @Override
    public void close() {
        fd.close();
    }
}
