// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.attack.Attack;
import dev.zeropane.testkit.attack.BrokenMessage;
import dev.zeropane.testkit.attack.GuestAttacks;
import dev.zeropane.testkit.attack.HostileGuest;
import dev.zeropane.testkit.attack.Target;
import dev.zeropane.testkit.attack.UnusableMemory;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// All attacks that the devices' own tests make, one after the other on one process, which then
/// holds no more than before.
@OwnProcess
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AttackRunTest extends ProcessAttackTest {
    /// Of connections so many are logged in a minute.
    private static final int LOGGED = 100;

    private static final int CONNECTIONS = 1000;
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    /// Pictures are looked at after so many attacks.
    private static final int LOOK = 20;

    @AfterAll
    static void littleLives() {
        target().assertLittleLives();
    }

    @AfterEach
    void nextConnectionServes() {
        assertServesNext();
    }

    @Test
    @Order(1)
    void brokenMessages_eachEndsItsConnection_withOneLine() {
        int before = target().messages().size();
        BrokenMessage.all().forEach(AttackRunTest::send);
        assertServesNext();
        assertEquals(BrokenMessage.all().count(), said("error: ", before));
    }

    private static void send(BrokenMessage attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly()) {
            vmm.sendBytes(attack.bytes(), List.of());
            awaitClosed(vmm);
        }
        awaitSaid("error: ", before);
        assertEquals(1, said("error: ", before), attack::name);
    }

    private static void awaitSaid(String what, int before) {
        Await.untilTrue(() -> what, TO_NOTICE, () -> said(what, before) > 0);
    }

    /// How many lines say so after the first of all.
    private static long said(String what, int before) {
        return target().messages().stream()
                .skip(before)
                .filter(line -> line.contains(what))
                .count();
    }

    @Test
    @Order(2)
    void unusableMemory_endsItsConnection_withALineThatSaysWhy() {
        UnusableMemory.wrong().forEach(AttackRunTest::add);
        UnusableMemory.ofOthers().forEach(AttackRunTest::addAndStartRing);
    }

    private static void add(UnusableMemory attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly();
                Fd fd = attack.file().get()) {
            vmm.realize();
            assertThrows(
                    FrontendException.Closed.class,
                    () -> vmm.addMemReg(attack.region(), fd),
                    attack::name);
        }
        awaitSaid(attack.said(), before);
    }

    private static void addAndStartRing(UnusableMemory attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly();
                Fd fd = attack.file().get()) {
            vmm.realize();
            assertEquals(0, vmm.addMemReg(attack.region(), fd), attack::name);
            UnusableMemory.startRing(vmm);
            assertThrows(FrontendException.Closed.class, vmm::getFeatures, attack::name);
        }
        awaitSaid(attack.said(), before);
    }

    @Test
    @Order(3)
    void guests() {
        GuestAttacks.groups().forEach(group -> play(group, VmmOptions.defaults()));
        play(GuestAttacks.ofTwoRegions(), VmmOptions.defaults().withTwoRegions(true));
    }

    /// Over one connection: between two of them the guest resets.
    private static void play(Stream<Attack> attacks, VmmOptions options) {
        noteConnections(1);
        int[] played = {0};
        try (HostileGuest guest = new HostileGuest(check(), options)) {
            attacks.forEach(attack -> {
                try {
                    attack.act().accept(guest);
                    guest.restart();
                    if (++played[0] % LOOK == 0) {
                        guest.assertServed();
                    }
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(attack.name(), e);
                }
            });
            guest.assertServed();
        }
        assertTrue(played[0] > 0, "no attacks");
    }

    /// A frame is on its way to a file when the guest takes everything back.
    @Test
    @Order(4)
    void reset_whileAPictureIsWritten() {
        noteConnections(1);
        try (HostileGuest guest = new HostileGuest(check(), VmmOptions.defaults())) {
            for (int i = 0; i < 20; i++) {
                Framebuffer fb = guest.framebuffer(7, 1024, 768);
                fb.show(i % Target.OUTPUTS);
                fb.update(fb.bounds());
                guest.restart();
            }
            guest.assertServed();
        }
    }

    /// What is said of connections is limited by the minute: what comes later would be looked for
    /// in vain.
    @Test
    @Order(5)
    void connectionsWithoutEnd_areServed_andLoggedInPart() {
        int before = target().messages().size();
        for (int i = 0; i < CONNECTIONS; i++) {
            Await.untilTrue(
                    () -> "room for another connection", TO_CONNECT, AttackRunTest::connects);
        }
        assertServesNext();
        int said = target().messages().size() - before;
        assertTrue(said <= 3 * LOGGED + 20, said + " lines");
        noteConnections(LOGGED);
    }

    /// Comes and goes, unless the queue of those who wait is full.
    private static boolean connects() {
        try (UnixSocket socket = UnixSocket.connect(target().socket())) {
            return socket.fd().isOpen();
        } catch (LinuxException e) {
            assertEquals(Errno.EAGAIN, e.errno());
            return false;
        }
    }
}
