// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.attack.BrokenMessage;
import dev.zeropane.testkit.attack.Messages;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A front-end that breaks the protocol, or keeps to it in ways that nobody expects.
final class BrokenMessageTest extends FrontEndAttackTest {
    @ParameterizedTest
    @MethodSource("dev.zeropane.testkit.attack.BrokenMessage#all")
    void brokenMessage_endsTheConnection_withOneLine(BrokenMessage attack) {
        int before = served().faults.size();
        try (TestVmm vmm = connectOnly()) {
            vmm.sendBytes(attack.bytes(), List.of());
            awaitClosed(vmm);
        }
        awaitFault(before, "");
        served().settle();
        assertEquals(1, faultsSince(before).size(), () -> faultsSince(before).toString());
    }

    /// Every one of them within a byte of its end, and then no more.
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 11, 12, 15, 19})
    void messageThatEndsInTheMiddle(int length) {
        byte[] message = Messages.of(VHOST_USER_SET_FEATURES, Messages.u64(0));
        try (TestVmm vmm = connectOnly()) {
            vmm.sendBytes(Arrays.copyOf(message, length), List.of());
        }
    }

    @Test
    void messagesByteByByte_areServed() {
        try (TestVmm vmm = connectOnly()) {
            for (int i = 0; i < 20; i++) {
                for (byte b : Messages.of(VHOST_USER_GET_FEATURES)) {
                    vmm.sendBytes(new byte[] {b}, List.of());
                }
                assertEquals(8, vmm.receive().length);
            }
        }
    }

    static IntStream unknown() {
        return IntStream.of(
                0, 6, 7, 19, 20, 21, 22, 23, 26, 27, 28, 31, 32, 39, 40, 41, 45, 99, -1);
    }

    /// With REPLY_ACK an answer says that it failed, and the connection lives.
    @ParameterizedTest
    @MethodSource("unknown")
    void unknownRequest_thatNeedsAReply_isAnsweredWithOne(int request) {
        try (TestVmm vmm = connect()) {
            byte[] reply = vmm.request(request, VERSION | NEED_REPLY, new byte[64], List.of());
            assertEquals(8, reply.length);
            assertEquals(1, reply[0]);
            assertServes(vmm);
        }
    }

    /// Before REPLY_ACK was negotiated nobody expects one.
    @Test
    void needReply_notNegotiated_unknownEndsTheConnection() {
        try (TestVmm vmm = connectOnly()) {
            vmm.send(99, VERSION | NEED_REPLY, new byte[0], List.of());
            awaitClosed(vmm);
        }
    }

    /// Rings before memory, features after rings, enabled before set up: each does what it can, and
    /// the right order afterwards serves.
    @Test
    void messagesOutOfOrder_thenTheRightOrder() {
        try (TestVmm vmm = connectOnly()) {
            vmm.setVringEnable(0, true);
            vmm.setVringKick(1, vmm.queue(1).kickFd().fd());
            vmm.setVringAddr(0, 0, 0, 0);
            vmm.setVringErr(0, vmm.errorFd(0).fd());
            vmm.setVringKick(0, vmm.queue(0).kickFd().fd());
            awaitBroken(vmm, 0);
            assertEquals(0, vmm.getVringBase(0));
            assertEquals(0, vmm.getVringBase(1));
            vmm.setVringBase(0, 7);
            vmm.setVringNum(0, 3);
            vmm.resetDevice();
            vmm.realize();
            vmm.start();
            assertServes(vmm);
        }
    }

    /// Replies that nobody reads: the connection is given up instead of waiting or keeping them.
    @Test
    void repliesNeverRead_endTheConnection() {
        try (TestVmm vmm = connectOnly()) {
            byte[] ask = Messages.of(VHOST_USER_GET_FEATURES);
            byte[] many = new byte[1000 * ask.length];
            for (int i = 0; i < many.length; i++) {
                many[i] = ask[i % ask.length];
            }
            boolean open = true;
            for (int i = 0; i < 1000 && open; i++) {
                try {
                    vmm.sendBytes(many, List.of());
                } catch (FrontendException e) {
                    open = false;
                }
            }
            assertFalse(open);
        }
    }

    /// The second waits, the third to the eighth as well, until the first is gone.
    @Test
    void connectionsBesideTheServedOne_waitForTheirTurn() {
        List<UnixSocket> waiting = new ArrayList<>();
        try (TestVmm vmm = connect()) {
            for (int i = 0; i < 6; i++) {
                waiting.add(UnixSocket.connect(served().path));
            }
            assertServes(vmm);
        } finally {
            waiting.forEach(UnixSocket::close);
        }
    }
}
