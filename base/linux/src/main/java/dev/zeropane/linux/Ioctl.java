// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINTR;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A device-specific request (man 2 ioctl), for modules that know a device's structs.
///
/// ```
/// 31 30 | 29 ... 16         | 15 ... 8 | 7 ... 0
/// dir   | size of argument  | type     | number      dir: 1 write, 2 read, 3 both
/// ```
///
/// @param name as in the kernel's header, for messages
/// @param number as [#write] and [#readWrite] compute it
public record Ioctl(String name, long number) {
    private static final int WRITE = 1;
    private static final int READ_WRITE = 3;

    /// `_IOW`: the kernel reads the argument.
    ///
    /// @param size of the argument in bytes
    public static Ioctl write(String name, int type, int number, long size) {
        return of(name, WRITE, type, number, size);
    }

    /// `_IOWR`: the kernel reads the argument and writes to it.
    ///
    /// @param size of the argument in bytes
    public static Ioctl readWrite(String name, int type, int number, long size) {
        return of(name, READ_WRITE, type, number, size);
    }

    private static Ioctl of(String name, int direction, int type, int number, long size) {
        return new Ioctl(name, (long) direction << 30 | size << 16 | (long) type << 8 | number);
    }

    /// Makes the call; again if a signal interrupts it.
    ///
    /// @param argument a native segment of the size the request has; pointers in it must be valid,
    ///   as the kernel follows them
    /// @return what the kernel returns, 0 or more
    public int call(Fd fd, MemorySegment argument) {
        int result;
        do {
            result = Libc.ioctl(fd.number(), number, argument);
        } while (result == -EINTR);
        return Fd.check(result, "ioctl(" + name + ")", fd.toString());
    }

    /// As [#call], for a request that answers with a new descriptor, which the caller then owns.
    ///
    /// @param what the new descriptor's name in messages
    public Fd callForFd(Fd fd, MemorySegment argument, String what) {
        return Fd.own(call(fd, argument), what);
    }

    /// Puts the kernel's number of a descriptor into an argument, for a call made now.
    public static void putFd(MemorySegment argument, long offset, Fd fd) {
        argument.set(ValueLayout.JAVA_INT_UNALIGNED, offset, fd.number());
    }

    /// Takes ownership of a descriptor that the kernel put into an argument.
    ///
    /// @param what the new descriptor's name in messages
    public static Fd takeFd(MemorySegment argument, long offset, String what) {
        return Fd.own(argument.get(ValueLayout.JAVA_INT_UNALIGNED, offset), what);
    }
}
