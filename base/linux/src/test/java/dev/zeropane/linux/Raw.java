// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.Stream;

/// System calls that only tests make, and numbers of descriptors for them. A failure is the negated
/// error number, as in [Libc].
public final class Raw {
    public static final int FALLOC_FL_KEEP_SIZE = 1;
    public static final int FALLOC_FL_PUNCH_HOLE = 2;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int PROT_EXEC = 4;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_SHARED_VALIDATE = 3;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_POPULATE = 0x8000;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_TMPFILE = 0x410000;
    public static final int O_PATH = 0x200000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final long ERRNO =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    private static final MethodHandle SYSCALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

    private Raw() {}

    /// A system call by its number, which is another one on aarch64.
    private static long call(int x86, int aarch64, long... arguments) {
        long[] a = java.util.Arrays.copyOf(arguments, 6);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long result =
                    (long)
                            SYSCALL.invokeExact(
                                    state,
                                    (long) (X86 ? x86 : aarch64),
                                    a[0],
                                    a[1],
                                    a[2],
                                    a[3],
                                    a[4],
                                    a[5]);
            return result == -1 ? -state.get(JAVA_INT, ERRNO) : result;
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// The kernel's number of a descriptor.
    public static int number(Fd fd) {
        return fd.number();
    }

    /// Takes ownership of a number that a raw call gave; fails if it is an error.
    public static Fd own(long number, String name) {
        return Fd.own(Fd.check((int) number, name, name), name);
    }

    public static Fd open(String path, int flags) {
        return own(Libc.open(path, flags, 0600), path);
    }

    public static Fd memfd(String name, int flags, long size) {
        Fd fd = own(Libc.memfdCreate(name, flags), name);
        fd.truncate(size);
        return fd;
    }

    /// A pipe: its end to read, then its end to write.
    public static List<Fd> pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT, 2);
            Fd.check(Libc.pipe2(out, 0x80000), "pipe2", "pipe");
            return Stream.of(0, 1).map(i -> Fd.own(out.getAtIndex(JAVA_INT, i), "pipe")).toList();
        }
    }

    public static int ioctl(Fd fd, long number, MemorySegment argument) {
        return Libc.ioctl(fd.number(), number, argument);
    }

    /// Reads and writes through a descriptor.
    public static long read(Fd fd, MemorySegment buffer) {
        return Libc.read(fd.number(), buffer);
    }

    public static long write(Fd fd, MemorySegment buffer) {
        return Libc.write(fd.number(), buffer);
    }

    public static int fcntl(Fd fd, int command, int argument) {
        return Libc.fcntl(fd.number(), command, argument);
    }

    public static long mmap(long at, long length, int protection, int flags, Fd fd, long offset) {
        return Libc.mmap(
                MemorySegment.ofAddress(at), length, protection, flags, fd.number(), offset);
    }

    public static long munmap(long at, long length) {
        return call(11, 215, at, length);
    }

    public static long mremap(long at, long length, long newLength, int flags) {
        return call(25, 216, at, length, newLength, flags);
    }

    public static long madvise(long at, long length, int advice) {
        return call(28, 233, at, length, advice);
    }

    public static long mlock(long at, long length) {
        return call(149, 228, at, length);
    }

    public static long munlock(long at, long length) {
        return call(150, 229, at, length);
    }

    public static long fallocate(Fd fd, int mode, long offset, long length) {
        return call(285, 47, fd.number(), mode, offset, length);
    }

    public static long ftruncate(Fd fd, long length) {
        return Libc.ftruncate(fd.number(), length);
    }

    public static long lseek(Fd fd, long offset, int whence) {
        return call(8, 62, fd.number(), offset, whence);
    }

    public static long pread(Fd fd, MemorySegment buffer, long offset) {
        return call(17, 67, fd.number(), buffer.address(), buffer.byteSize(), offset);
    }

    public static long processVmRead(MemorySegment local, long remote) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment iovs = arena.allocate(ADDRESS, 4);
            iovs.set(JAVA_LONG, 0, local.address());
            iovs.set(JAVA_LONG, 8, local.byteSize());
            iovs.set(JAVA_LONG, 16, remote);
            iovs.set(JAVA_LONG, 24, local.byteSize());
            long pid = ProcessHandle.current().pid();
            return call(310, 270, pid, iovs.address(), 1, iovs.address() + 16, 1, 0);
        }
    }

    public static long vmsplice(Fd pipe, long address, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment iov = arena.allocate(ADDRESS, 2);
            iov.set(JAVA_LONG, 0, address);
            iov.set(JAVA_LONG, 8, length);
            return Libc.vmsplice(pipe.number(), iov, 1, 2);
        }
    }

    public static long sendmsg(Fd socket, MemorySegment header, int flags) {
        return Libc.sendmsg(socket.number(), header, flags);
    }

    public static long recvmsg(Fd socket, MemorySegment header, int flags) {
        return Libc.recvmsg(socket.number(), header, flags);
    }

    /// The events that came of those asked for.
    public static int poll(Fd fd, int events, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(8, 4);
            entry.set(JAVA_INT, 0, fd.number());
            entry.set(java.lang.foreign.ValueLayout.JAVA_SHORT, 4, (short) events);
            int result = Fd.check(Libc.poll(entry, 1, millis), "poll", fd.toString());
            return result == 0 ? 0 : entry.get(java.lang.foreign.ValueLayout.JAVA_SHORT, 6);
        }
    }

    /// Blocks of 512 bytes that a file takes.
    public static long blocks(Fd fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(256, 8);
            MemorySegment empty = arena.allocate(1);
            Fd.check(Libc.statx(fd.number(), empty, 0x1000, 0x400, out), "statx", fd.toString());
            return out.get(JAVA_LONG, 48);
        }
    }

    /// The soft limit of a resource of this process.
    public static long limit(int resource) {
        return limits(resource)[0];
    }

    private static long[] limits(int resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(JAVA_LONG, 2);
            Fd.check(call(302, 261, 0, resource, 0, old.address()), "prlimit", "this process");
            return old.toArray(JAVA_LONG);
        }
    }

    /// Sets the soft limit of a resource of this process, which stays able to raise it again.
    public static void setLimit(int resource, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set =
                    arena.allocateFrom(JAVA_LONG, value, Math.max(value, limits(resource)[1]));
            Fd.check(call(302, 261, 0, resource, set.address(), 0), "prlimit", "this process");
        }
    }

    /// Mounts a file system of a type.
    public static long mount(Arena arena, String target, String type, String data) {
        return call(
                165,
                40,
                arena.allocateFrom("test").address(),
                arena.allocateFrom(target).address(),
                arena.allocateFrom(type).address(),
                0,
                arena.allocateFrom(data).address());
    }

    /// Unmounts at once, whoever uses it; the file system's server gets no more questions.
    public static long unmount(Arena arena, String target) {
        return call(166, 39, arena.allocateFrom(target).address(), 3);
    }
}
