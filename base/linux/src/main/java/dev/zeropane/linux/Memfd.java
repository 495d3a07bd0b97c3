// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINVAL;

import dev.zeropane.linux.raw.Libc;

/// Anonymous files in memory (man 2 memfd_create).
///
/// Whoever holds a descriptor of one can read and write all of it, for as long as it likes: seals
/// keep its size, and a descriptor opened for reading alone can be opened again for writing through
/// `/proc/self/fd`. So put into one memfd only what may go to the same receivers.
public final class Memfd {
    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_ALLOW_SEALING = 0x2;
    private static final int MFD_HUGETLB = 0x4;
    private static final int MFD_NOEXEC_SEAL = 0x8;
    private static final int MFD_HUGE_2MB = 21 << 26;

    private Memfd() {}

    /// A memfd of `size` bytes that may be sealed; it reads as zeroes and takes memory only as it
    /// is touched. Where the host has none then (`vm.overcommit_memory=2`, a full cgroup), whoever
    /// touches it gets SIGBUS.
    public static Fd create(String name, long size) {
        return sized(open(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL), size);
    }

    /// As [#create], with all of its memory from the start: for what is to be filled anyway.
    ///
    /// @throws LinuxException.LimitReached if the host has no memory for it
    public static Fd createAllocated(String name, long size) {
        Fd fd = create(name, size);
        try {
            fd.allocate(0, size);
            return fd;
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// A memfd of 2 MiB pages; the host must have such pages reserved when it is mapped.
    ///
    /// @param size bytes, a multiple of 2 MiB
    public static Fd createHuge(String name, long size) {
        return sized(
                open(
                        name,
                        MFD_CLOEXEC
                                | MFD_ALLOW_SEALING
                                | MFD_NOEXEC_SEAL
                                | MFD_HUGETLB
                                | MFD_HUGE_2MB),
                size);
    }

    private static Fd open(String name, int flags) {
        int fd = Libc.memfdCreate(name, flags);
        if (fd == -EINVAL) {
            // Before Linux 6.3 there was no MFD_NOEXEC_SEAL.
            fd = Libc.memfdCreate(name, flags & ~MFD_NOEXEC_SEAL);
        }
        return Fd.own(
                Fd.check(fd, "memfd_create", "memfd \"" + name + '"'), "memfd \"" + name + '"');
    }

    private static Fd sized(Fd fd, long size) {
        try {
            fd.truncate(size);
            return fd;
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }
}
