// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.attack.BrokenMessage;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Descriptors with messages that take none, others, or more: none is left open.
final class StrayDescriptorsTest extends FrontEndAttackTest {
    private final Fd stray = Memfd.create("stray", 4096);

    @AfterEach
    void close() {
        stray.close();
    }

    /// Of this process, which is the front-end too. The JVM may open a file of its own meanwhile.
    private static void assertNoMoreThan(int before) {
        int now = ProcessUsage.of(ProcessHandle.current().pid()).descriptors();
        assertTrue(now <= before + 1, () -> now + " descriptors, before " + before);
    }

    private static int held() {
        served().settle();
        return ProcessUsage.of(ProcessHandle.current().pid()).descriptors();
    }

    @Test
    void brokenMessages_leaveNoneOpen() {
        int before = held();
        Stream.concat(BrokenMessage.all().map(BrokenMessage::bytes), Stream.of(garbage()))
                .forEach(bytes -> {
                    try (TestVmm vmm = connectOnly()) {
                        vmm.sendBytes(bytes, List.of(stray, stray, stray));
                        awaitClosed(vmm);
                    }
                });
        served().settle();
        assertNoMoreThan(before);
    }

    private static byte[][] garbage() {
        return new byte[][] {
            new byte[12],
            new byte[300],
            {1, 0, 0, 0, 1, 0, 0, 0, -1, -1, -1, -1},
            {1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0},
            {8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
            {11, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0},
            {18, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, 1, 0, 0, 0},
            {5, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0},
            {5, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0},
            {38, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0},
            {16, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1},
            {2, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1},
            {99, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
            {12, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
            {10, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
        };
    }

    @Test
    void anyMessage_leavesNoneOpen() {
        try (TestVmm vmm = connect()) {
            int before = held();
            for (int i = 0; i < 50; i++) {
                vmm.request(
                        VHOST_USER_GET_FEATURES,
                        VERSION,
                        new byte[0],
                        List.of(stray, stray, stray, stray));
            }
            assertServes(vmm);
            assertNoMoreThan(before);
        }
    }

    @Test
    void kickOrCall_thatIsNoEventfd_endsTheConnection() {
        try (TestVmm vmm = connect()) {
            vmm.setVringKick(0, stray);
            awaitClosed(vmm);
        }
        try (TestVmm vmm = connect()) {
            vmm.setVringCall(1, stray);
            awaitClosed(vmm);
        }
    }

    @Test
    void memoryTable_withTooFewDescriptors_endsTheConnection() {
        try (TestVmm vmm = connect()) {
            byte[] oneRegion = new byte[40];
            oneRegion[0] = 1;
            vmm.send(VHOST_USER_SET_MEM_TABLE, VERSION, oneRegion, List.of());
            awaitClosed(vmm);
        }
    }
}
