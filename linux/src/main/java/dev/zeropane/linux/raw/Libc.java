package dev.zeropane.linux.raw;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The libc functions Zeropane calls, one method each. A failure comes back as the negated error
/// number, as in the kernel's own convention, so the errno is never a second channel.
///
/// Segments are passed whole: the call keeps them alive.
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout()
                    .varHandle(PathElement.groupElement("errno"))
                    .withInvokeExactBehavior();

    /// Each thread has its own errno segment: a shared one would be a race.
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final MethodHandle MEMFD_CREATE =
            find("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            find("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FCNTL =
            findVariadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle OPEN =
            findVariadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MMAP =
            find(
                    "mmap",
                    FunctionDescriptor.of(
                            JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG));
    private static final MethodHandle MUNMAP =
            find("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle STATX =
            find(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle FSTATFS =
            find("fstatfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETPAGESIZE =
            find("getpagesize", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle EVENTFD =
            find("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CREATE1 =
            find("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            find(
                    "epoll_ctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            find(
                    "epoll_wait",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle SOCKET =
            find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SOCKETPAIR =
            find(
                    "socketpair",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle BIND =
            find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN =
            find("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
            find("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle CONNECT =
            find("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
            find("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
            find("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            find(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle POLL =
            find("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETEUID = find("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle PIPE2 =
            find("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle VMSPLICE =
            find(
                    "vmsplice",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SPLICE =
            find(
                    "splice",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Libc() {}

    private static MethodHandle find(String name, FunctionDescriptor type) {
        return link(name, type, CAPTURE);
    }

    /// fcntl and open take their third argument through `...`.
    private static MethodHandle findVariadic(String name, FunctionDescriptor type) {
        return link(name, type, CAPTURE, Linker.Option.firstVariadicArg(2));
    }

    // SAFETY: every descriptor above matches the C prototype of its name (man sections 2 and 3).
    @SuppressWarnings("restricted")
    private static MethodHandle link(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static int result(int result, MemorySegment state) {
        return result < 0 ? -errno(state) : result;
    }

    private static long result(long result, MemorySegment state) {
        return result == -1 ? -errno(state) : result;
    }

    /// A downcall declares `Throwable`, but only throws what the linker's own checks throw.
    private static RuntimeException unexpected(Throwable t) {
        switch (t) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(t);
        }
    }

    public static int memfdCreate(String name, int flags) {
        MemorySegment state = STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            return result(
                    (int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(name), flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int ftruncate(int fd, long length) {
        MemorySegment state = STATE.get();
        try {
            return result((int) FTRUNCATE.invokeExact(state, fd, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int fcntl(int fd, int command, int argument) {
        MemorySegment state = STATE.get();
        try {
            return result((int) FCNTL.invokeExact(state, fd, command, argument), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int open(String path, int flags, int mode) {
        MemorySegment state = STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            return result(
                    (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, mode), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int close(int fd) {
        MemorySegment state = STATE.get();
        try {
            return result((int) CLOSE.invokeExact(state, fd), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long read(int fd, MemorySegment buffer) {
        MemorySegment state = STATE.get();
        try {
            return result((long) READ.invokeExact(state, fd, buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long write(int fd, MemorySegment buffer) {
        MemorySegment state = STATE.get();
        try {
            return result((long) WRITE.invokeExact(state, fd, buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// The address, or the negated error number (never a valid address: those are page-aligned).
    public static long mmap(
            MemorySegment hint, long length, int protection, int flags, int fd, long offset) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long) MMAP.invokeExact(state, hint, length, protection, flags, fd, offset),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int munmap(MemorySegment mapping) {
        MemorySegment state = STATE.get();
        try {
            return result((int) MUNMAP.invokeExact(state, mapping, mapping.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int statx(int fd, MemorySegment path, int flags, int mask, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result((int) STATX.invokeExact(state, fd, path, flags, mask, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int fstatfs(int fd, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result((int) FSTATFS.invokeExact(state, fd, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int getpagesize() {
        MemorySegment state = STATE.get();
        try {
            return (int) GETPAGESIZE.invokeExact(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int eventfd(int initial, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) EVENTFD.invokeExact(state, initial, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int epollCreate1(int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) EPOLL_CREATE1.invokeExact(state, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        MemorySegment state = STATE.get();
        try {
            return result((int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) EPOLL_WAIT.invokeExact(state, epoll, events, max, timeoutMillis), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int socket(int domain, int type, int protocol) {
        MemorySegment state = STATE.get();
        try {
            return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int socketpair(int domain, int type, int protocol, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result((int) SOCKETPAIR.invokeExact(state, domain, type, protocol, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bind(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int listen(int fd, int backlog) {
        MemorySegment state = STATE.get();
        try {
            return result((int) LISTEN.invokeExact(state, fd, backlog), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int accept4(int fd, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int)
                            ACCEPT4.invokeExact(
                                    state, fd, MemorySegment.NULL, MemorySegment.NULL, flags),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int connect(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long sendmsg(int fd, MemorySegment message, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((long) SENDMSG.invokeExact(state, fd, message, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long recvmsg(int fd, MemorySegment message, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((long) RECVMSG.invokeExact(state, fd, message, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int poll(MemorySegment entries, long count, int timeoutMillis) {
        MemorySegment state = STATE.get();
        try {
            return result((int) POLL.invokeExact(state, entries, count, timeoutMillis), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int geteuid() {
        MemorySegment state = STATE.get();
        try {
            return (int) GETEUID.invokeExact(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int pipe2(MemorySegment out, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) PIPE2.invokeExact(state, out, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long vmsplice(int pipe, MemorySegment iovecs, long count, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((long) VMSPLICE.invokeExact(state, pipe, iovecs, count, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /// Between a pipe and a socket, neither of which has a position.
    public static long splice(int from, int to, long length, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long)
                            SPLICE.invokeExact(
                                    state,
                                    from,
                                    MemorySegment.NULL,
                                    to,
                                    MemorySegment.NULL,
                                    length,
                                    flags),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
