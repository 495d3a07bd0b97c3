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
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// Attacks of a guest, and of its VMM on the display socket: afterwards the same connection serves,
/// and when all are over the next one does, and little lives.
@Tag("hostile")
abstract class GuestAttackTest {
    private static Optional<AttackedService> service = Optional.empty();
    private static ServeCheck check;

    private HostileGuest guest;

    @BeforeEach
    final void connectGuest() {
        if (service.isEmpty()) {
            service = Optional.of(new AttackedService(pictures()));
            check = new ServeCheck(service.get());
        }
        guest = new HostileGuest(check, options());
    }

    VmmPictures pictures() {
        return VmmPictures.PIXELS;
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
        try (AttackedService all = service.orElseThrow();
                TestVmm next = all.connect(VmmOptions.defaults())) {
            check.assertServesChanges(next, new GpuDriver(next));
        } finally {
            service = Optional.empty();
        }
        LiveHeap.assertLittle();
    }

    final ServeCheck check() {
        return check;
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
