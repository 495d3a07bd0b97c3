// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.testkit.vhostuser.VsockDriver.*;

import dev.zeropane.testkit.vhostuser.VsockDriver;
import dev.zeropane.testkit.vhostuser.VsockDriver.Packet;
import dev.zeropane.testkit.vhostuser.VsockGuest;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What a hostile guest sends to a virtio-vsock device, with what has to come of it.
public final class VsockAttacks {
    private static final int NOBODY = 7;
    private static final int OWN_PORT = 5;
    private static final int SEQPACKET = 2;
    private static final byte[] NOTHING = {};

    /// One thing that a guest does.
    public record VsockAttack(String name, Consumer<Scene> act) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A guest with an open connection to a program that never reads.
    public record Scene(VsockDriver driver, VsockGuest guest, VsockGuest.Socket open, long cid) {
        private Packet onOpen(int type, int op, int length, int fwdCnt, byte[] data) {
            return new Packet(
                    cid,
                    HOST,
                    open.guestPort(),
                    open.hostPort(),
                    length,
                    type,
                    op,
                    0,
                    1 << 18,
                    fwdCnt,
                    data);
        }

        private Packet onNothing(int type, int op) {
            return new Packet(cid, HOST, OWN_PORT, NOBODY, 0, type, op, 0, 1 << 18, 0, NOTHING);
        }

        /// A reset of what is no connection, as an answer to the packet.
        private void assertRefused(Packet packet) {
            driver.send(packet);
            guest.until("a reset", () -> !guest.strays().isEmpty());
            Packet answer = guest.strays().removeFirst();
            Expect.equal(RST, answer.op(), "the operation");
            Expect.equal(packet.destinationCid(), answer.sourceCid(), "the sender");
            Expect.equal(packet.type(), answer.type(), "the type");
            Expect.equal(packet.sourcePort(), answer.destinationPort(), "the guest's port");
            Expect.equal(packet.destinationPort(), answer.sourcePort(), "the host's port");
            Expect.equal(0, answer.length(), "the length");
            assertStillOpen();
        }

        /// No answer, and the packet after it is served.
        private void assertIgnored(Packet packet, int headerBytes) {
            driver.send(packet, headerBytes);
            assertRefused(onNothing(STREAM, RW));
            Expect.isTrue(guest.strays().isEmpty(), "it was answered");
        }

        private void assertResets(Packet packet) {
            driver.send(packet);
            guest.until("a reset", open::isReset);
        }

        private void assertStillOpen() {
            Expect.isTrue(open.isOpen(), "another connection was reset");
        }
    }

    private VsockAttacks() {}

    public static Stream<VsockAttack> all() {
        return Stream.of(onOpen(), onNothing(), addresses(), sizes()).flatMap(rows -> rows);
    }

    private static Stream<VsockAttack> onOpen() {
        return Stream.of(
                        IntStream.of(0, 8, 9, 0x8000, 0xffff)
                                .mapToObj(op ->
                                        resets(
                                                "operation " + op,
                                                scene -> scene.onOpen(STREAM, op, 0, 0, NOTHING))),
                        IntStream.of(0, SEQPACKET, 3, 0xffff)
                                .mapToObj(type ->
                                        resets(
                                                "type " + type,
                                                scene ->
                                                        scene.onOpen(
                                                                type,
                                                                CREDIT_UPDATE,
                                                                0,
                                                                0,
                                                                NOTHING))),
                        IntStream.of(REQUEST, RESPONSE)
                                .mapToObj(op ->
                                        resets(
                                                "operation " + op + " once more",
                                                scene -> scene.onOpen(STREAM, op, 0, 0, NOTHING))),
                        IntStream.of(11, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1)
                                .mapToObj(length ->
                                        resets(
                                                "10 bytes of data said to be "
                                                        + Integer.toUnsignedString(length),
                                                scene ->
                                                        scene.onOpen(
                                                                STREAM,
                                                                RW,
                                                                length,
                                                                0,
                                                                new byte[10]))),
                        IntStream.of(1, 0x1000, Integer.MAX_VALUE)
                                .mapToObj(count ->
                                        resets(
                                                "counts " + count + " bytes never sent",
                                                scene ->
                                                        scene.onOpen(
                                                                STREAM,
                                                                CREDIT_UPDATE,
                                                                0,
                                                                count,
                                                                NOTHING))),
                        Stream.of(
                                new VsockAttack("data beyond all credit", VsockAttacks::overrun),
                                new VsockAttack("data after its end", VsockAttacks::dataAfterEnd)))
                .flatMap(rows -> rows);
    }

    private static VsockAttack resets(String name, Function<Scene, Packet> packet) {
        return new VsockAttack(
                "on a connection, " + name, scene -> scene.assertResets(packet.apply(scene)));
    }

    private static void overrun(Scene scene) {
        byte[] data = new byte[MAX_DATA];
        for (int i = 0; i < 64 && !scene.open.isReset(); i++) {
            scene.open.send(RW, 0, data);
            boolean _ = scene.guest.pump();
        }
        scene.guest.until("a reset", scene.open::isReset);
    }

    private static void dataAfterEnd(Scene scene) {
        scene.open.shutdown(NO_SEND);
        scene.assertResets(scene.onOpen(STREAM, RW, 1, 0, new byte[1]));
    }

    private static Stream<VsockAttack> onNothing() {
        return Stream.of(
                        IntStream.of(
                                        0,
                                        REQUEST,
                                        RESPONSE,
                                        SHUTDOWN,
                                        RW,
                                        CREDIT_UPDATE,
                                        CREDIT_REQUEST,
                                        8,
                                        0xffff)
                                .mapToObj(op ->
                                        new VsockAttack(
                                                "on nothing, operation " + op,
                                                scene ->
                                                        scene.assertRefused(
                                                                scene.onNothing(STREAM, op)))),
                        IntStream.of(0, SEQPACKET, 3, 0xffff)
                                .mapToObj(type ->
                                        new VsockAttack(
                                                "on nothing, a request of type " + type,
                                                scene ->
                                                        scene.assertRefused(
                                                                scene.onNothing(type, REQUEST)))),
                        Stream.of(
                                new VsockAttack(
                                        "on nothing, a reset",
                                        scene ->
                                                scene.assertIgnored(
                                                        scene.onNothing(STREAM, RST), HEADER))))
                .flatMap(rows -> rows);
    }

    private static Stream<VsockAttack> addresses() {
        return Stream.concat(
                LongStream.of(0, 1, 3, 0xffff_ffffL, -1)
                        .mapToObj(to ->
                                new VsockAttack(
                                        "to CID " + to,
                                        scene ->
                                                scene.assertRefused(
                                                        addressed(scene, scene.cid, to)))),
                LongStream.of(0, 1, 2, 3, 0xffff_ffffL, -1)
                        .mapToObj(from ->
                                new VsockAttack(
                                        "as if from CID " + from,
                                        scene ->
                                                scene.assertIgnored(
                                                        addressed(scene, from, HOST), HEADER))));
    }

    private static Packet addressed(Scene scene, long from, long to) {
        return new Packet(
                from,
                to,
                scene.open.guestPort(),
                scene.open.hostPort(),
                0,
                STREAM,
                SHUTDOWN,
                NO_SEND | NO_RECEIVE,
                1 << 18,
                0,
                NOTHING);
    }

    private static Stream<VsockAttack> sizes() {
        return IntStream.of(1, 8, 24, 43)
                .mapToObj(size ->
                        new VsockAttack(
                                "a header of " + size + " bytes",
                                scene -> scene.assertIgnored(scene.onNothing(STREAM, RW), size)));
    }
}
