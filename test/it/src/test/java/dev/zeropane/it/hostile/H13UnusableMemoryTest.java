// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GuestRam.Region;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// H13: guest memory that is none, is smaller than it says, or may become so. What describes none
/// is the end of the connection, with one line that says why. What another device may have as its
/// memory is left alone, until a ring lies in it.
@OwnProcess
final class H13UnusableMemoryTest extends VmmAttack {
    private static final long MIB = 1 << 20;
    private static final long USER = 1L << 40;

    record Case(String name, Supplier<Fd> file, Region region, String said) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Fd sealed(int seals) {
        Fd fd = Memfd.create("bad", MIB);
        fd.addSeals(new Seals(seals));
        return fd;
    }

    private static Fd good() {
        return sealed(Seals.F_SEAL_SHRINK);
    }

    static Stream<Case> otherMemory() {
        Region one = new Region(0, MIB, USER, 0);
        return Stream.of(
                new Case("not sealed", () -> Memfd.create("bad", MIB), one, "F_SEAL_SHRINK"),
                new Case(
                        "sealed only to grow",
                        () -> sealed(Seals.F_SEAL_GROW),
                        one,
                        "F_SEAL_SHRINK"),
                new Case("eventfd", () -> EventFd.create("bad").fd(), one, "not a memfd"),
                new Case("socket", H13UnusableMemoryTest::socket, one, "not a memfd"),
                new Case("sealed to write", () -> sealed(0x2 | Seals.F_SEAL_WRITE), one, "EPERM"),
                new Case(
                        "sealed to write in future",
                        () -> sealed(0x2 | Seals.F_SEAL_FUTURE_WRITE),
                        one,
                        "EPERM"));
    }

    /// All there is cannot be used: that ends the connection when a ring is to run.
    @ParameterizedTest
    @MethodSource("otherMemory")
    void other_added(Case attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly();
                Fd fd = attack.file.get()) {
            vmm.realize();
            assertEquals(0, vmm.addMemReg(attack.region, fd));
            startRing(vmm);
            assertThrows(FrontendException.Closed.class, vmm::getFeatures);
        }
        target().server().process().err().await(attack.said, before, TO_NOTICE);
    }

    /// Of each kind one: what guests do wrong is not said without end.
    static Stream<Case> someOtherMemory() {
        return otherMemory()
                .filter(one ->
                        List.of("not sealed", "socket", "sealed to write").contains(one.name));
    }

    /// Where there is memory beside it, it is the guest's own fault that its ring is there.
    @ParameterizedTest
    @MethodSource("someOtherMemory")
    void other_inATable_afterAGoodOne(Case attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly();
                Fd first = good();
                Fd fd = attack.file.get()) {
            vmm.realize();
            Region elsewhere = new Region(1L << 50, MIB, 2 * USER, 0);
            assertEquals(0, vmm.setMemTable(List.of(elsewhere, attack.region), List.of(first, fd)));
            vmm.getFeatures();
            startRing(vmm);
            vmm.getFeatures();
            assertEquals(0, vmm.setMemTable(List.of(elsewhere), List.of(first)));
        }
        target().server().process().err().await(attack.said, before, TO_NOTICE);
    }

    private static void startRing(TestVmm vmm) {
        vmm.setVringNum(0, 64);
        vmm.setVringBase(0, 0);
        vmm.setVringAddr(0, USER, USER + 4096, USER + 8192);
        vmm.setVringKick(0, vmm.queue(0).kickFd().fd());
    }

    static Stream<Case> memory() {
        String exceeds = "exceeds its file";
        String noRange = "is not a range";
        return Stream.of(
                new Case(
                        "larger than its file",
                        H13UnusableMemoryTest::good,
                        new Region(0, MIB + 1, USER, 0),
                        exceeds),
                new Case(
                        "begins behind its file",
                        H13UnusableMemoryTest::good,
                        new Region(0, 4096, USER, MIB),
                        exceeds),
                new Case(
                        "offset of all bits",
                        H13UnusableMemoryTest::good,
                        new Region(0, 4096, USER, -1),
                        noRange),
                new Case(
                        "offset near the sign",
                        H13UnusableMemoryTest::good,
                        new Region(0, 4096, USER, Long.MAX_VALUE),
                        exceeds),
                new Case("size 0", H13UnusableMemoryTest::good, new Region(0, 0, USER, 0), noRange),
                new Case(
                        "size of all bits",
                        H13UnusableMemoryTest::good,
                        new Region(0, -1, USER, 0),
                        noRange),
                new Case(
                        "size near the sign",
                        H13UnusableMemoryTest::good,
                        new Region(0, Long.MAX_VALUE, USER, 0),
                        exceeds),
                new Case(
                        "address of all bits",
                        H13UnusableMemoryTest::good,
                        new Region(-1, MIB, USER, 0),
                        noRange),
                new Case(
                        "address wraps",
                        H13UnusableMemoryTest::good,
                        new Region(Long.MAX_VALUE - 10, MIB, USER, 0),
                        noRange),
                new Case("larger than any address space", () -> huge(1L << 48), huge(), "ENOMEM"));
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

    @ParameterizedTest
    @MethodSource("memory")
    void unusable_added(Case attack) {
        assertRefused(attack.file, attack.said, (vmm, fd) -> vmm.addMemReg(attack.region, fd));
    }

    @ParameterizedTest
    @MethodSource("memory")
    void unusable_inATable_afterAGoodOne(Case attack) {
        try (Fd first = good()) {
            Region elsewhere = new Region(1L << 50, MIB, 2 * USER, 0);
            assertRefused(
                    attack.file,
                    attack.said,
                    (vmm, fd) ->
                            vmm.setMemTable(List.of(elsewhere, attack.region), List.of(first, fd)));
        }
    }

    interface Message {
        long send(TestVmm vmm, Fd fd);
    }

    private static void assertRefused(Supplier<Fd> file, String said, Message message) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly();
                Fd fd = file.get()) {
            vmm.realize();
            assertThrows(FrontendException.Closed.class, () -> message.send(vmm, fd));
        }
        target().server().process().err().await(said, before, TO_NOTICE);
    }

    @Test
    void regionsOverEachOther_areRefused() {
        assertRefused(
                H13UnusableMemoryTest::good,
                "overlap",
                (vmm, fd) -> {
                    vmm.addMemReg(new Region(MIB, MIB, USER, 0), fd);
                    return vmm.addMemReg(new Region(2 * MIB - 1, 1, 2 * USER, 0), fd);
                });
    }

    @Test
    void moreRegionsThanSlots_areRefused() {
        assertRefused(
                H13UnusableMemoryTest::good,
                "slots",
                (vmm, fd) -> {
                    for (int i = 0; i < 33; i++) {
                        vmm.addMemReg(new Region(i * MIB, MIB, USER * (i + 1), 0), fd);
                    }
                    return 0;
                });
    }

    @Test
    void regionNeverAdded_cannotBeRemoved() {
        assertRefused(
                H13UnusableMemoryTest::good,
                "never added",
                (vmm, _) -> vmm.remMemReg(new Region(0, MIB, USER, 0)));
    }

    /// A machine that runs goes on.
    @Test
    void other_whileAMachineRuns() {
        try (TestVmm vmm = connect(VmmOptions.defaults());
                Fd unsealed = Memfd.create("bad", MIB)) {
            Region region = new Region(1L << 40, MIB, USER, 0);
            assertEquals(0, vmm.addMemReg(region, unsealed));
            assertEquals(0, vmm.remMemReg(region));
        }
    }

    /// The file shrinks between the check of its size and its use: impossible for what is sealed,
    /// and what is not is refused however large it is by then.
    @Test
    void truncated_whenItWasRefused_harmsNobody() {
        List<Fd> files = new ArrayList<>();
        try (TestVmm vmm = connectOnly()) {
            vmm.realize();
            Fd fd = Memfd.create("bad", MIB);
            files.add(fd);
            vmm.send(37, 1, new byte[40], List.of(fd));
            fd.truncate(0);
            awaitClosed(vmm);
            assertTrue(target().server().process().isAlive());
        } finally {
            files.forEach(Fd::close);
        }
    }
}
