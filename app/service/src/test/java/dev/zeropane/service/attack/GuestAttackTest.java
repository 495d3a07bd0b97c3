// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service.attack;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.service.VmmPictures;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.LiveHeap;
import dev.zeropane.testkit.attack.ServeCheck;
import dev.zeropane.testkit.attack.Wire;
import dev.zeropane.testkit.vhostuser.TestVmm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;

/// Attacks of a guest, and of its VMM on the display socket: afterwards the same connection serves,
/// and when all are over the next one does, and little lives. Nothing is left open or mapped
/// ([dev.zeropane.linux.leak.LeakCheck]).
@Tag("hostile")
abstract class GuestAttackTest {
    private static AttackedService service;
    private static ServeCheck check;

    private HostileGuest guest;

    /// Before the first test, so that what that leaves is a leak, too.
    @BeforeAll
    static void serve(TestInfo info) {
        boolean dmaBufs = info.getTestClass().orElseThrow().isAnnotationPresent(ByDmaBufs.class);
        service = new AttackedService(dmaBufs ? VmmPictures.DMA_BUFS : VmmPictures.PIXELS);
        check = new ServeCheck(service);
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

    @AfterAll
    static void nextConnectionServes_andLittleLives() {
        try (AttackedService all = service;
                TestVmm next = all.connect(VmmOptions.defaults())) {
            check.assertServesChanges(next, new GpuDriver(next));
        }
        LiveHeap.assertLittle();
    }

    final ServeCheck check() {
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
