// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import dev.zeropane.builtinguest.GuestRam.Region;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Guest memory that is none, is smaller than it says, or may become so.
///
/// @param file makes what is handed over
/// @param said what the device says of it
public record UnusableMemory(String name, Supplier<Fd> file, Region region, String said) {
    private static final long MIB = 1 << 20;

    /// The address in the VMM.
    public static final long USER = 1L << 40;

    @Override
    public String toString() {
        return name;
    }

    private static Fd sealed(int seals) {
        Fd fd = Memfd.create("bad", MIB);
        fd.addSeals(new Seals(seals));
        return fd;
    }

    /// Memory that is as it should be.
    public static Fd good() {
        return sealed(Seals.F_SEAL_SHRINK);
    }

    private static Fd socket() {
        List<UnixSocket> pair = UnixSocket.pair("bad");
        pair.get(1).close();
        return pair.get(0).fd();
    }

    private static Fd huge(long size) {
        Fd fd = Memfd.create("bad", size);
        fd.addSeals(Seals.FIXED_SIZE);
        return fd;
    }

    private static Region huge() {
        return new Region(0, 1L << 48, USER, 0);
    }

    /// What another device may have as its memory: it is left alone, until a ring lies in it.
    public static Stream<UnusableMemory> ofOthers() {
        Region one = new Region(0, MIB, USER, 0);
        return Stream.of(
                new UnusableMemory(
                        "not sealed", () -> Memfd.create("bad", MIB), one, "F_SEAL_SHRINK"),
                new UnusableMemory(
                        "sealed only to grow",
                        () -> sealed(Seals.F_SEAL_GROW),
                        one,
                        "F_SEAL_SHRINK"),
                new UnusableMemory("eventfd", () -> EventFd.create("bad").fd(), one, "not a memfd"),
                new UnusableMemory("socket", UnusableMemory::socket, one, "not a memfd"),
                new UnusableMemory(
                        "sealed to write", () -> sealed(0x2 | Seals.F_SEAL_WRITE), one, "EPERM"),
                new UnusableMemory(
                        "sealed to write in future",
                        () -> sealed(0x2 | Seals.F_SEAL_FUTURE_WRITE),
                        one,
                        "EPERM"));
    }

    /// Puts a ring into this memory.
    public static void startRing(TestVmm vmm) {
        vmm.setVringNum(0, 64);
        vmm.setVringBase(0, 0);
        vmm.setVringAddr(0, USER, USER + 4096, USER + 8192);
        vmm.setVringKick(0, vmm.queue(0).kickFd().fd());
    }

    /// Regions that describe no memory: the connection ends.
    public static Stream<UnusableMemory> wrong() {
        String exceeds = "exceeds its file";
        String noRange = "is not a range";
        return Stream.of(
                new UnusableMemory(
                        "larger than its file",
                        UnusableMemory::good,
                        new Region(0, MIB + 1, USER, 0),
                        exceeds),
                new UnusableMemory(
                        "begins behind its file",
                        UnusableMemory::good,
                        new Region(0, 4096, USER, MIB),
                        exceeds),
                new UnusableMemory(
                        "offset of all bits",
                        UnusableMemory::good,
                        new Region(0, 4096, USER, -1),
                        noRange),
                new UnusableMemory(
                        "offset near the sign",
                        UnusableMemory::good,
                        new Region(0, 4096, USER, Long.MAX_VALUE),
                        exceeds),
                new UnusableMemory(
                        "size 0", UnusableMemory::good, new Region(0, 0, USER, 0), noRange),
                new UnusableMemory(
                        "size of all bits",
                        UnusableMemory::good,
                        new Region(0, -1, USER, 0),
                        noRange),
                new UnusableMemory(
                        "size near the sign",
                        UnusableMemory::good,
                        new Region(0, Long.MAX_VALUE, USER, 0),
                        exceeds),
                new UnusableMemory(
                        "address of all bits",
                        UnusableMemory::good,
                        new Region(-1, MIB, USER, 0),
                        noRange),
                new UnusableMemory(
                        "address wraps",
                        UnusableMemory::good,
                        new Region(Long.MAX_VALUE - 10, MIB, USER, 0),
                        noRange),
                new UnusableMemory(
                        "larger than any address space", () -> huge(1L << 48), huge(), "ENOMEM"));
    }
}
