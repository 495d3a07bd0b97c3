// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.ServeCheck;
import dev.zeropane.testkit.attack.Wire;
import dev.zeropane.testkit.vhostuser.TestVmm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// Attacks of a guest on the device, each in a machine of its own: afterwards the same connection
/// serves, and when all are over nothing is held ([dev.zeropane.linux.LeakCheck] compares
/// descriptors and mappings).
@Tag("hostile")
abstract class AttackTest {
    private static AttackedGpu gpu;
    private static ServeCheck check;

    private HostileGuest guest;

    @BeforeAll
    static void serve() {
        gpu = new AttackedGpu();
        check = new ServeCheck(gpu);
    }

    @AfterAll
    static void end() {
        try (AttackedGpu all = gpu) {
            try (TestVmm last = all.connect(VmmOptions.defaults())) {
                check.assertServesChanges(last, new GpuDriver(last));
            }
            all.assertNothingHeld();
        }
    }

    @BeforeEach
    final void connectGuest() {
        guest = new HostileGuest(check, options());
    }

    VmmOptions options() {
        return VmmOptions.defaults();
    }

    @AfterEach
    final void sameConnectionServes() {
        try (HostileGuest it = guest) {
            it.assertServed();
        }
    }

    static ServeCheck check() {
        return check;
    }

    final HostileGuest guest() {
        return guest;
    }

    final TestVmm vmm() {
        return guest.vmm();
    }

    final GpuDriver driver() {
        return guest.driver();
    }

    final Wire wire() {
        return guest.wire();
    }

    final void assertAnswer(int type, byte[] request) {
        guest.assertAnswer(type, request);
    }

    final Framebuffer framebuffer(int id, int width, int height) {
        return guest.framebuffer(id, width, height);
    }

    final void restartGuest() {
        guest.restart();
    }
}
