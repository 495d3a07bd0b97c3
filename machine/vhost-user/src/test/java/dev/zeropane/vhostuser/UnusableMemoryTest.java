// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GuestRam.Region;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.attack.UnusableMemory;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Guest memory that cannot be used at all. What describes none is the end of the connection, with
/// one line that says why. What another device may have as its memory is left alone, until a ring
/// lies in it.
final class UnusableMemoryTest extends FrontEndAttackTest {
    private static final long MIB = 1 << 20;

    private static final long USER = UnusableMemory.USER;

    /// All there is cannot be used: that ends the connection when a ring is to run.
    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.UnusableMemory#ofOthers")
    void other_added(UnusableMemory attack) {
        int before = served().faults.size();
        try (TestVmm vmm = connectOnly();
                Fd fd = attack.file().get()) {
            vmm.realize();
            assertEquals(0, vmm.addMemReg(attack.region(), fd));
            UnusableMemory.startRing(vmm);
            assertThrows(FrontendException.Closed.class, vmm::getFeatures);
        }
        awaitFault(before, attack.said());
    }

    /// Of each kind one: what guests do wrong is not said without end.
    static Stream<UnusableMemory> someOtherMemory() {
        return UnusableMemory.ofOthers()
                .filter(one ->
                        List.of("not sealed", "socket", "sealed to write").contains(one.name()));
    }

    /// Where there is memory beside it, it is the guest's own fault that its ring is there.
    @ParameterizedTest
    @MethodSource("someOtherMemory")
    void other_inATable_afterAGoodOne(UnusableMemory attack) {
        int before = served().faults.size();
        try (TestVmm vmm = connectOnly();
                Fd first = UnusableMemory.good();
                Fd fd = attack.file().get()) {
            vmm.realize();
            Region elsewhere = new Region(1L << 50, MIB, 2 * USER, 0);
            assertEquals(
                    0, vmm.setMemTable(List.of(elsewhere, attack.region()), List.of(first, fd)));
            vmm.getFeatures();
            UnusableMemory.startRing(vmm);
            vmm.getFeatures();
            assertEquals(0, vmm.setMemTable(List.of(elsewhere), List.of(first)));
        }
        awaitFault(before, attack.said());
    }

    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.UnusableMemory#wrong")
    void unusable_added(UnusableMemory attack) {
        assertRefused(
                attack.file(), attack.said(), (vmm, fd) -> vmm.addMemReg(attack.region(), fd));
    }

    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.UnusableMemory#wrong")
    void unusable_inATable_afterAGoodOne(UnusableMemory attack) {
        try (Fd first = UnusableMemory.good()) {
            Region elsewhere = new Region(1L << 50, MIB, 2 * USER, 0);
            assertRefused(
                    attack.file(),
                    attack.said(),
                    (vmm, fd) ->
                            vmm.setMemTable(
                                    List.of(elsewhere, attack.region()), List.of(first, fd)));
        }
    }

    interface Message {
        long send(TestVmm vmm, Fd fd);
    }

    private static void assertRefused(Supplier<Fd> file, String said, Message message) {
        int before = served().faults.size();
        try (TestVmm vmm = connectOnly();
                Fd fd = file.get()) {
            vmm.realize();
            assertThrows(FrontendException.Closed.class, () -> message.send(vmm, fd));
        }
        awaitFault(before, said);
    }

    @Test
    void regionsOverEachOther_areRefused() {
        assertRefused(
                UnusableMemory::good,
                "overlap",
                (vmm, fd) -> {
                    vmm.addMemReg(new Region(MIB, MIB, USER, 0), fd);
                    return vmm.addMemReg(new Region(2 * MIB - 1, 1, 2 * USER, 0), fd);
                });
    }

    @Test
    void moreRegionsThanSlots_areRefused() {
        assertRefused(
                UnusableMemory::good,
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
                UnusableMemory::good,
                "never added",
                (vmm, _) -> vmm.remMemReg(new Region(0, MIB, USER, 0)));
    }

    /// A machine that runs goes on.
    @Test
    void other_whileAMachineRuns() {
        try (TestVmm vmm = connect();
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
        } finally {
            files.forEach(Fd::close);
        }
    }
}
