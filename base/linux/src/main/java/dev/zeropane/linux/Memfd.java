// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static dev.zeropane.linux.Errno.EINVAL;

import dev.zeropane.linux.raw.Libc;

/// Anonymous files in memory (man 2 memfd_create).
///
/// A process with a descriptor of a memfd can read and write all of the file, for as long as it
/// likes: seals fix only its size, and a read-only descriptor can be opened again for writing
/// through `/proc/self/fd`. So put only data for the same receivers into one memfd.
public final class Memfd {
    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_ALLOW_SEALING = 0x2;
    private static final int MFD_HUGETLB = 0x4;
    private static final int MFD_NOEXEC_SEAL = 0x8;
    private static final int MFD_HUGE_2MB = 21 << 26;

    private Memfd() {}

    /// A memfd of `size` bytes that may be sealed; it reads as zeroes and takes memory only as it
    /// is touched. If the host has no memory at that time (`vm.overcommit_memory=2`, a full
    /// cgroup), the process that touches it gets SIGBUS.
    public static Fd create(String name, long size) {
        return sized(open(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL), size);
    }

    /// As [#create], but all memory is allocated now: for files that will be filled anyway.
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
