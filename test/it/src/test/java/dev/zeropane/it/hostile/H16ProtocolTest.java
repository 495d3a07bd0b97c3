// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VhostUser.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.builtinguest.FrontendException;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H16: a front-end that breaks the protocol: its connection ends, with one line that says why, and
/// the next is served.
@OwnProcess
final class H16ProtocolTest extends VmmAttack {
    record Case(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case header(String name, int request, int flags, int size) {
        return new Case(name, Messages.header(request, flags, size));
    }

    private static Case message(String name, int request, byte... payload) {
        return new Case(name, Messages.of(request, payload));
    }

    static Stream<Case> broken() {
        return Stream.of(
                header("size of 4 GiB", VHOST_USER_SET_MEM_TABLE, VERSION, -1),
                header("size of 2 GiB", VHOST_USER_GET_FEATURES, VERSION, Integer.MIN_VALUE),
                header("size of a page and one", VHOST_USER_SET_CONFIG, VERSION, 4097),
                header("version 0", VHOST_USER_GET_FEATURES, 0, 0),
                header("version 2", VHOST_USER_GET_FEATURES, 2, 0),
                header("version 3", VHOST_USER_GET_FEATURES, 3, 0),
                header("reply flag", VHOST_USER_GET_FEATURES, VERSION | REPLY, 0),
                header("reply flag, need reply", 5, VERSION | REPLY | NEED_REPLY, 0),
                header("all bits", -1, -1, -1),
                header("nothing but zeroes", 0, 0, 0),
                message("request 0", 0),
                message("unknown request", 99),
                message("request of all bits", -1),
                message("features cut short", VHOST_USER_SET_FEATURES, new byte[7]),
                message("packed ring", VHOST_USER_SET_FEATURES, Messages.u64(1L << 34)),
                message("iommu", VHOST_USER_SET_FEATURES, Messages.u64(1L << 33)),
                message("features of all bits", VHOST_USER_SET_FEATURES, Messages.u64(-1)),
                message(
                        "protocol features that were not offered",
                        VHOST_USER_SET_PROTOCOL_FEATURES,
                        Messages.u64(1 << 12)),
                message("ring 2", VHOST_USER_SET_VRING_NUM, Messages.u32(2, 64)),
                message("ring of all bits", VHOST_USER_SET_VRING_NUM, Messages.u32(-1, 64)),
                message("ring without a number", VHOST_USER_SET_VRING_NUM),
                message("packed ring's base", VHOST_USER_SET_VRING_BASE, Messages.u32(0, 1 << 16)),
                message("base of all bits", VHOST_USER_SET_VRING_BASE, Messages.u32(0, -1)),
                message("addresses cut short", VHOST_USER_SET_VRING_ADDR, new byte[31]),
                message("base of ring 2", VHOST_USER_GET_VRING_BASE, Messages.u32(2, 0)),
                message("enable of ring -1", VHOST_USER_SET_VRING_ENABLE, Messages.u32(-1, 1)),
                message("kick of ring 255", VHOST_USER_SET_VRING_KICK, Messages.u64(0xff)),
                message("kick without one", VHOST_USER_SET_VRING_KICK, Messages.u64(0x100)),
                message("table of 9", VHOST_USER_SET_MEM_TABLE, Messages.u32(9, 0)),
                message("table of all bits", VHOST_USER_SET_MEM_TABLE, Messages.u32(-1, 0)),
                message("table cut short", VHOST_USER_SET_MEM_TABLE, new byte[3]),
                message("table without regions", VHOST_USER_SET_MEM_TABLE, Messages.u32(2, 0)),
                message("region cut short", VHOST_USER_ADD_MEM_REG, new byte[39]),
                message("removal cut short", VHOST_USER_REM_MEM_REG, new byte[39]),
                message("removal of nothing", VHOST_USER_REM_MEM_REG, new byte[40]),
                message("configuration cut short", VHOST_USER_GET_CONFIG, new byte[7]),
                message(
                        "configuration of more than comes",
                        VHOST_USER_SET_CONFIG,
                        Messages.u32(0, 16, 0)),
                message("configuration of 4 GiB", VHOST_USER_SET_CONFIG, Messages.u32(0, -1, 0)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenMessage_endsTheConnection_withOneLine(Case attack) {
        int before = target().messages().size();
        try (TestVmm vmm = connectOnly()) {
            vmm.sendBytes(attack.bytes, List.of());
            awaitClosed(vmm);
        }
        target().server().process().err().await("error: ", before, TO_NOTICE);
        assertEquals(
                1,
                target().messages().stream()
                        .skip(before)
                        .filter(line -> line.contains("error: "))
                        .count());
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
        try (TestVmm vmm = connect(VmmOptions.defaults())) {
            byte[] reply = vmm.request(request, VERSION | NEED_REPLY, new byte[64], List.of());
            assertEquals(8, reply.length);
            assertEquals(1, reply[0]);
            check().assertServes(vmm, new GpuDriver(vmm));
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
            check().assertServes(vmm, new GpuDriver(vmm));
        }
    }

    @Test
    void gpuSocket_manyTimes_onlyTheLastIsKept() {
        try (TestVmm vmm = connect(VmmOptions.defaults())) {
            vmm.getFeatures();
            int before = ProcessUsage.of(target().pid()).descriptors();
            for (int i = 0; i < 300; i++) {
                vmm.gpuSetSocket();
            }
            vmm.getFeatures();
            assertEquals(before, ProcessUsage.of(target().pid()).descriptors());
            check().assertServes(vmm, new GpuDriver(vmm));
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
        try (TestVmm vmm = connect(VmmOptions.defaults())) {
            for (int i = 0; i < 6; i++) {
                waiting.add(UnixSocket.connect(target().socket()));
            }
            check().assertServes(vmm, new GpuDriver(vmm));
        } finally {
            waiting.forEach(UnixSocket::close);
        }
    }
}
