// SPDX-License-Identifier: Apache-2.0
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

/// The libc functions Zeropane calls, one method each. A failure comes back as the negated error
/// number, as in the kernel's own convention, so the errno is never a second channel.
///
/// Segments are passed whole: the call keeps them alive.
///
/// Each function has a holder class, so that it is linked when it is first called: the JDK takes
/// some 10 ms to link one, and a device has to listen long before it needs them all.
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final long ERRNO =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    /// Each thread has its own errno segment: a shared one would be a race.
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Libc() {}

    private static MethodHandle find(String name, FunctionDescriptor type) {
        return link(name, type, CAPTURE);
    }

    /// fcntl, open and ioctl take their third argument through `...`.
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
        return state.get(JAVA_INT, ERRNO);
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

    private static final class MemfdCreate {
        static final MethodHandle CALL =
                find("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static int memfdCreate(String name, int flags) {
        MemorySegment state = STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            return result(
                    (int) MemfdCreate.CALL.invokeExact(state, arena.allocateFrom(name), flags),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Ftruncate {
        static final MethodHandle CALL =
                find("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    }

    public static int ftruncate(int fd, long length) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Ftruncate.CALL.invokeExact(state, fd, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Fcntl {
        static final MethodHandle CALL =
                findVariadic(
                        "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int fcntl(int fd, int command, int argument) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Fcntl.CALL.invokeExact(state, fd, command, argument), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Open {
        static final MethodHandle CALL =
                findVariadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    }

    public static int open(String path, int flags, int mode) {
        MemorySegment state = STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            return result(
                    (int) Open.CALL.invokeExact(state, arena.allocateFrom(path), flags, mode),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Flock {
        static final MethodHandle CALL =
                find("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int flock(int fd, int operation) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Flock.CALL.invokeExact(state, fd, operation), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Close {
        static final MethodHandle CALL = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    public static int close(int fd) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Close.CALL.invokeExact(state, fd), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Read {
        static final MethodHandle CALL =
                find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    }

    public static long read(int fd, MemorySegment buffer) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long) Read.CALL.invokeExact(state, fd, buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Pread {
        static final MethodHandle CALL =
                find(
                        "pread",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    }

    public static long pread(int fd, MemorySegment buffer, long offset) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long) Pread.CALL.invokeExact(state, fd, buffer, buffer.byteSize(), offset),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Write {
        static final MethodHandle CALL =
                find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    }

    public static long write(int fd, MemorySegment buffer) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long) Write.CALL.invokeExact(state, fd, buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Mmap {
        static final MethodHandle CALL =
                find(
                        "mmap",
                        FunctionDescriptor.of(
                                JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                                JAVA_LONG));
    }

    /// The address, or the negated error number (never a valid address: those are page-aligned).
    public static long mmap(
            MemorySegment hint, long length, int protection, int flags, int fd, long offset) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long)
                            Mmap.CALL.invokeExact(
                                    state, hint, length, protection, flags, fd, offset),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Madvise {
        static final MethodHandle CALL =
                find("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    public static int madvise(MemorySegment mapping, int advice) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) Madvise.CALL.invokeExact(state, mapping, mapping.byteSize(), advice),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Fallocate {
        static final MethodHandle CALL =
                find(
                        "fallocate",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    }

    public static int fallocate(int fd, int mode, long offset, long length) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Fallocate.CALL.invokeExact(state, fd, mode, offset, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Munmap {
        static final MethodHandle CALL =
                find("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    public static int munmap(MemorySegment mapping) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Munmap.CALL.invokeExact(state, mapping, mapping.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Statx {
        static final MethodHandle CALL =
                find(
                        "statx",
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    }

    public static int statx(int fd, MemorySegment path, int flags, int mask, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Statx.CALL.invokeExact(state, fd, path, flags, mask, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Fstatfs {
        static final MethodHandle CALL =
                find("fstatfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    public static int fstatfs(int fd, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Fstatfs.CALL.invokeExact(state, fd, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Getpagesize {
        static final MethodHandle CALL = find("getpagesize", FunctionDescriptor.of(JAVA_INT));
    }

    public static int getpagesize() {
        MemorySegment state = STATE.get();
        try {
            return (int) Getpagesize.CALL.invokeExact(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Eventfd {
        static final MethodHandle CALL =
                find("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int eventfd(int initial, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Eventfd.CALL.invokeExact(state, initial, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class EpollCreate1 {
        static final MethodHandle CALL =
                find("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    public static int epollCreate1(int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) EpollCreate1.CALL.invokeExact(state, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class EpollCtl {
        static final MethodHandle CALL =
                find(
                        "epoll_ctl",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    public static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) EpollCtl.CALL.invokeExact(state, epoll, operation, fd, event), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class EpollWait {
        static final MethodHandle CALL =
                find(
                        "epoll_wait",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    }

    public static int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) EpollWait.CALL.invokeExact(state, epoll, events, max, timeoutMillis),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Socket {
        static final MethodHandle CALL =
                find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int socket(int domain, int type, int protocol) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Socket.CALL.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Socketpair {
        static final MethodHandle CALL =
                find(
                        "socketpair",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    public static int socketpair(int domain, int type, int protocol, MemorySegment out) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) Socketpair.CALL.invokeExact(state, domain, type, protocol, out), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Bind {
        static final MethodHandle CALL =
                find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static int bind(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) Bind.CALL.invokeExact(state, fd, address, (int) address.byteSize()),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Shutdown {
        static final MethodHandle CALL =
                find("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int shutdown(int fd, int how) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Shutdown.CALL.invokeExact(state, fd, how), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Listen {
        static final MethodHandle CALL =
                find("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    public static int listen(int fd, int backlog) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Listen.CALL.invokeExact(state, fd, backlog), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Accept4 {
        static final MethodHandle CALL =
                find(
                        "accept4",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    }

    public static int accept4(int fd, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int)
                            Accept4.CALL.invokeExact(
                                    state, fd, MemorySegment.NULL, MemorySegment.NULL, flags),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Connect {
        static final MethodHandle CALL =
                find("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static int connect(int fd, MemorySegment address) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) Connect.CALL.invokeExact(state, fd, address, (int) address.byteSize()),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Sendmsg {
        static final MethodHandle CALL =
                find("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static long sendmsg(int fd, MemorySegment message, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((long) Sendmsg.CALL.invokeExact(state, fd, message, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Recvmsg {
        static final MethodHandle CALL =
                find("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static long recvmsg(int fd, MemorySegment message, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((long) Recvmsg.CALL.invokeExact(state, fd, message, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Getsockopt {
        static final MethodHandle CALL =
                find(
                        "getsockopt",
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    public static int getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (int) Getsockopt.CALL.invokeExact(state, fd, level, option, value, length),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Ioctl {
        static final MethodHandle CALL =
                findVariadic(
                        "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    }

    public static int ioctl(int fd, long request, MemorySegment argument) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Ioctl.CALL.invokeExact(state, fd, request, argument), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Setsockopt {
        static final MethodHandle CALL =
                find(
                        "setsockopt",
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment state = STATE.get();
        int length = (int) value.byteSize();
        try {
            return result(
                    (int) Setsockopt.CALL.invokeExact(state, fd, level, option, value, length),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Poll {
        static final MethodHandle CALL =
                find("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    public static int poll(MemorySegment entries, long count, int timeoutMillis) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Poll.CALL.invokeExact(state, entries, count, timeoutMillis), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Geteuid {
        static final MethodHandle CALL = find("geteuid", FunctionDescriptor.of(JAVA_INT));
    }

    public static int geteuid() {
        MemorySegment state = STATE.get();
        try {
            return (int) Geteuid.CALL.invokeExact(state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Pipe2 {
        static final MethodHandle CALL =
                find("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static int pipe2(MemorySegment out, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result((int) Pipe2.CALL.invokeExact(state, out, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Vmsplice {
        static final MethodHandle CALL =
                find(
                        "vmsplice",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    public static long vmsplice(int pipe, MemorySegment iovecs, long count, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long) Vmsplice.CALL.invokeExact(state, pipe, iovecs, count, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Splice {
        static final MethodHandle CALL =
                find(
                        "splice",
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG,
                                JAVA_INT));
    }

    /// Moves bytes between a pipe and a socket, neither of which has a position.
    public static long splice(int from, int to, long length, int flags) {
        MemorySegment state = STATE.get();
        try {
            return result(
                    (long)
                            Splice.CALL.invokeExact(
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
