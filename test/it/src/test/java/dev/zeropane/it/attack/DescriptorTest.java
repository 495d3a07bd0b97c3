// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.attack;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.attack.Messages;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Descriptors where none belong, too few, too many, of the wrong kind; none may be left open. What
/// happens when there is no room for them is in [DescriptorLimitTest].
final class DescriptorTest extends ProcessAttackTest {
    private static final int MOST = 8;
    private static final int MOST_OF_THE_KERNEL = UnixSocket.MAX_FDS;

    private final Fd stray = Memfd.create("stray", 4096);
    private final List<Fd> opened = new ArrayList<>();
    private TestVmm vmm;

    @BeforeEach
    void connect() {
        vmm = connect(VmmOptions.defaults());
    }

    @AfterEach
    void nextConnectionServes() {
        vmm.close();
        stray.close();
        opened.forEach(Fd::close);
        assertServesNext();
    }

    private List<Fd> strays(int count) {
        return Collections.nCopies(count, stray);
    }

    /// What this process holds while the machine runs, which strays must not add to.
    private int held() {
        vmm.getFeatures();
        return ProcessUsage.of(target().pid()).descriptors();
    }

    static IntStream messagesThatTakeNone() {
        return IntStream.of(
                VHOST_USER_GET_FEATURES,
                VHOST_USER_SET_FEATURES,
                VHOST_USER_SET_OWNER,
                VHOST_USER_SET_VRING_NUM,
                VHOST_USER_SET_VRING_ADDR,
                VHOST_USER_SET_VRING_BASE,
                VHOST_USER_GET_VRING_BASE,
                VHOST_USER_GET_PROTOCOL_FEATURES,
                VHOST_USER_SET_PROTOCOL_FEATURES,
                VHOST_USER_GET_QUEUE_NUM,
                VHOST_USER_SET_VRING_ENABLE,
                VHOST_USER_GET_CONFIG,
                VHOST_USER_SET_CONFIG,
                VHOST_USER_RESET_DEVICE,
                VHOST_USER_GET_MAX_MEM_SLOTS);
    }

    @ParameterizedTest
    @MethodSource("messagesThatTakeNone")
    void messageThatTakesNone_servesAndClosesThem(int request) {
        int before = held();
        for (int count : new int[] {1, 2, MOST}) {
            vmm.send(request, VERSION, new byte[40], strays(count));
        }
        // Whatever was answered to those comes first.
        while (!answered(vmm)) {
            assertTrue(target().server().process().isAlive());
        }
        // Fewer after a message that stops rings: their kicks go.
        int now = ProcessUsage.of(target().pid()).descriptors();
        assertTrue(now <= before, () -> now + " descriptors, before " + before);
    }

    /// Whether the next answer is that of a question only this asks, 8 bytes of configuration.
    private boolean answered(TestVmm machine) {
        if (!asked) {
            asked = true;
            machine.send(VHOST_USER_GET_CONFIG, VERSION, Messages.u32(64, 77, 0), List.of());
        }
        return machine.receive().length == Messages.HEADER + 77;
    }

    private boolean asked;

    @ParameterizedTest
    @MethodSource("messagesThatTakeNone")
    void moreThanAnyMessageTakes_endsTheConnection(int request) {
        vmm.send(request, VERSION, new byte[40], strays(MOST + 1));
        awaitClosed(vmm);
    }

    private void assertEnds(int request, byte[] payload, List<Fd> fds) {
        vmm.send(request, VERSION, payload, fds);
        awaitClosed(vmm);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9})
    void kick(int count) {
        assertEnds(VHOST_USER_SET_VRING_KICK, Messages.u64(0), eventFds(count));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9})
    void call(int count) {
        assertEnds(VHOST_USER_SET_VRING_CALL, Messages.u64(0), eventFds(count));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9})
    void error(int count) {
        assertEnds(VHOST_USER_SET_VRING_ERR, Messages.u64(0), eventFds(count));
    }

    private List<Fd> eventFds(int count) {
        for (int i = 0; i < count; i++) {
            opened.add(EventFd.create("eventfd " + i).fd());
        }
        return opened;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {VHOST_USER_SET_VRING_KICK, VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_ERR})
    void memfdInsteadOfAnEventfd(int request) {
        assertEnds(request, Messages.u64(0), strays(1));
    }

    /// The payload says that none comes, and some do.
    @ParameterizedTest
    @ValueSource(ints = {VHOST_USER_SET_VRING_CALL, VHOST_USER_SET_VRING_ERR})
    void announcedAsNone_areClosed(int request) {
        int before = held() - 1; // the one that this message lets go of
        vmm.send(request, VERSION, Messages.u64(VHOST_USER_VRING_NOFD_MASK), strays(MOST));
        assertEquals(before, held());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9})
    void memoryRegion(int count) {
        byte[] region = Messages.u64(0, 1L << 40, 4096, 1L << 50, 0);
        assertEnds(VHOST_USER_ADD_MEM_REG, region, strays(count));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 8, 9})
    void memoryTableOfOne(int count) {
        byte[] table = Messages.u64(1, 1L << 40, 4096, 1L << 50, 0);
        assertEnds(VHOST_USER_SET_MEM_TABLE, table, strays(count));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void memoryTableOfNone(int count) {
        assertEnds(VHOST_USER_SET_MEM_TABLE, Messages.u64(0), strays(count));
    }

    @Test
    void floodOfMessagesWithStrays_leavesNone() {
        int before = held();
        for (int i = 0; i < 5000; i++) {
            vmm.send(VHOST_USER_SET_OWNER, VERSION, new byte[0], strays(MOST));
        }
        assertEquals(before, held());
    }

    /// As many as the kernel carries with each byte, without ever completing a message.
    @Test
    void floodOfDescriptors_endsTheConnection() {
        sendUntilClosed(MOST_OF_THE_KERNEL);
    }

    @Test
    void descriptorsWithEachByteOfAMessage_endTheConnection() {
        sendUntilClosed(5);
    }

    private void sendUntilClosed(int withEach) {
        byte[] header = Messages.header(VHOST_USER_SET_OWNER, VERSION, 4000);
        try {
            for (int i = 0; i < 200 && !vmm.isClosedByPeer(); i++) {
                vmm.sendBytes(new byte[] {header[i % header.length]}, strays(withEach));
            }
        } catch (FrontendException.Closed e) {
            assertTrue(target().server().process().isAlive());
        } catch (LinuxException.LimitReached e) {
            // ETOOMANYREFS: the kernel has enough of ours in flight.
            assertTrue(target().server().process().isAlive());
        }
        awaitClosed(vmm);
    }

    /// New eventfds for the same ring, over and over: each lets go of the one before.
    @Test
    void eventfdsWithoutEnd_replaceEachOther() {
        int before = held();
        for (int i = 0; i < 1000; i++) {
            vmm.setVringCall(0, vmm.queue(0).callFd().fd());
            vmm.setVringErr(0, vmm.errorFd(0).fd());
            vmm.setVringKick(1, vmm.queue(1).kickFd().fd());
        }
        assertEquals(before, held());
    }
}
