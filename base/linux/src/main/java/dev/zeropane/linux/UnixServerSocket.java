// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EADDRINUSE;
import static dev.zeropane.linux.Errno.EAGAIN;
import static dev.zeropane.linux.Errno.ECONNREFUSED;
import static dev.zeropane.linux.Errno.EMFILE;
import static dev.zeropane.linux.Errno.ENFILE;

import dev.zeropane.linux.raw.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/// A listening Unix stream socket. [#close] removes its file if [#listen] made it.
public final class UnixServerSocket implements AutoCloseable {
    /// Those that wait to be accepted, which is soon. Beyond that whoever connects is told EAGAIN
    /// and has to try again: a control socket that is asked by many at once would seem not to
    /// answer. They cost nothing until they are there; systems allow 4096 (`somaxconn`).
    private static final int BACKLOG = 128;

    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;

    private final Fd fd;
    private final Path path;

    /// Empty if another process made the socket, which then removes the file.
    private final Optional<FileId> socketFile;

    /// A spare descriptor, closed to accept and refuse a connection when descriptors are used up.
    /// The connection could otherwise be neither served nor refused, and would wake its loop for
    /// ever.
    private Fd reserve;

    private UnixServerSocket(Fd fd, Path path, Optional<FileId> socketFile) {
        this.fd = fd;
        this.path = path;
        this.socketFile = socketFile;
        this.reserve = fd.dup();
    }

    /// Listens at `path`, for this user alone. A socket file that nobody listens on any more is
    /// replaced. A live one, or any other kind of file, stays, also if another process begins to
    /// listen there at the same time.
    ///
    /// @throws LinuxException EADDRINUSE if somebody listens there or another file is in the way
    public static UnixServerSocket listen(Path path) {
        Fd fd = UnixSocket.open(path.toString());
        // The lock, because a socket that is bound but does not listen yet looks like a stale one.
        try (Arena arena = Arena.ofConfined();
                PathLock _ = PathLock.of(path)) {
            MemorySegment address = UnixAddress.of(path, arena);
            int result = Libc.bind(fd.number(), address);
            if (result == -EADDRINUSE && isStale(path)) {
                Files.delete(path);
                result = Libc.bind(fd.number(), address);
            }
            Fd.check(result, "bind", path.toString());
            return listening(fd, path);
        } catch (IOException e) {
            fd.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    private static UnixServerSocket listening(Fd fd, Path path) throws IOException {
        FileId file = idOf(path);
        boolean done = false;
        try {
            // Before anybody can connect, whatever the umask is.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            Fd.check(Libc.listen(fd.number(), BACKLOG), "listen", path.toString());
            UnixServerSocket socket = new UnixServerSocket(fd, path, Optional.of(file));
            done = true;
            return socket;
        } finally {
            if (!done) {
                Files.delete(path);
            }
        }
    }

    /// Takes ownership of a listening socket that this process was given. It becomes non-blocking,
    /// and the kernel adds nothing to the messages of its connections.
    ///
    /// @param name the socket's name in messages
    /// @throws LinuxException EINVAL if it is no listening Unix stream socket
    public static UnixServerSocket adopt(Fd fd, String name) {
        if (option(fd, SO_DOMAIN, name) != UnixSocket.AF_UNIX
                || option(fd, SO_TYPE, name) != UnixSocket.SOCK_STREAM
                || option(fd, SO_ACCEPTCONN, name) != 1) {
            throw LinuxException.of("listen", name, Errno.EINVAL);
        }
        fd.setNonBlocking();
        // Connections inherit the options of the listening socket.
        UnixSocket.disableExtras(fd);
        return new UnixServerSocket(fd, Path.of(name), Optional.empty());
    }

    private static int option(Fd fd, int option, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
            Fd.check(
                    Libc.getsockopt(fd.number(), UnixSocket.SOL_SOCKET, option, value, length),
                    "getsockopt",
                    name);
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static boolean isStale(Path path) throws IOException {
        // S_IFMT 0170000, S_IFSOCK 0140000
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & 0170000) == 0140000 && isLeftBehind(path);
    }

    /// Whether no process has the socket any more that a file was made for, so that nobody can
    /// listen there. Who does listen there does not notice that it is asked: the kernel looks for
    /// the socket first, and then refuses to connect one that is of another kind.
    public static boolean isLeftBehind(Path path) {
        try (Fd asking = UnixDatagram.open(path.toString());
                Arena arena = Arena.ofConfined()) {
            int result = Libc.connect(asking.number(), UnixAddress.of(path, arena));
            // Any other refusal, such as EPROTOTYPE, is because of somebody alive.
            return result == -ECONNREFUSED;
        }
    }

    private static FileId idOf(Path path) throws IOException {
        return new FileId(
                (long) Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS),
                (long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
    }

    public Fd fd() {
        return fd;
    }

    /// Whether the path still leads to this socket: another process may have removed the file, or
    /// the directory.
    public boolean isInPlace() {
        try {
            return socketFile.isEmpty() || idOf(path).equals(socketFile.get());
        } catch (IOException e) {
            return false;
        }
    }

    /// The next waiting connection; empty if there is none.
    ///
    /// @throws LinuxException.LimitReached if there is no descriptor left for the connection, which
    ///   was refused, so that it no longer waits
    public Optional<UnixSocket> accept() {
        refillReserve();
        int result = accept4();
        if (result == -EAGAIN) {
            return Optional.empty();
        }
        if (result == -EMFILE || result == -ENFILE) {
            refuse();
        }
        String name = "connection to " + path;
        return Optional.of(
                new UnixSocket(Fd.own(Fd.check(result, "accept4", path.toString()), name)));
    }

    /// Waits for the next connection: for a thread with nothing else to do. Other threads use an
    /// [EventLoop].
    ///
    /// @throws LinuxException EAGAIN if nobody came within the time
    public UnixSocket accept(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        // The peer that woke us may be gone again.
        while (fd.awaitReadable(Duration.ofNanos(end - System.nanoTime()))) {
            Optional<UnixSocket> connection = accept();
            if (connection.isPresent()) {
                return connection.get();
            }
        }
        throw LinuxException.of("accept4", path.toString(), EAGAIN);
    }

    private int accept4() {
        return Libc.accept4(fd.number(), UnixSocket.SOCK_CLOEXEC | UnixSocket.SOCK_NONBLOCK);
    }

    private void refuse() {
        reserve.close();
        int refused = accept4();
        if (refused >= 0) {
            int _ = Libc.close(refused);
        }
        refillReserve();
    }

    private void refillReserve() {
        try {
            Fd other = fd.dup();
            if (reserve.isOpen() && reserve.number() < other.number()) {
                other.close();
            } else {
                // Keep the lower number: the limit may be lowered, and the number it frees must be
                // below the limit.
                reserve.close();
                reserve = other;
            }
        } catch (LinuxException.LimitReached e) {
            // Either there still is a reserve, or another thread took the freed number: try again
            // at the next connection.
        }
    }

    @Override
    public void close() {
        if (!fd.isOpen()) {
            return;
        }
        fd.close();
        reserve.close();
        try {
            // Only our own file: somebody may have put another socket there since.
            if (socketFile.isPresent()
                    && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && idOf(path).equals(socketFile.get())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove socket " + path, e);
        }
    }
}
