// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.testkit.attack.Wire.INDIRECT;
import static dev.zeropane.testkit.attack.Wire.NEXT;
import static dev.zeropane.testkit.attack.Wire.WRITE;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Descriptor chains that are wrong in themselves: each comes back with length 0, nothing is
/// executed nor written, and the queue goes on. Chains that are only odd are served.
public final class ChainAttacks {
    private static final int ID = 7;
    private static final byte[] CREATE =
            Commands.create(ID, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64);
    private static final long NOWHERE = 0x7000_0000_0000L;

    private final HostileGuest guest;
    private final Wire wire;
    private final long table;
    private final long indirect;
    private final long request;
    private final long response;

    /// Tables of descriptors, the head's at 0 of the queue's own, and buffers.
    private ChainAttacks(HostileGuest guest) {
        this.guest = guest;
        wire = guest.wire();
        table = guest.vmm().queue(CONTROL_QUEUE).descriptorsAddress();
        indirect = guest.vmm().ram().allocate(1100 * 16);
        request = guest.vmm().ram().allocate(4096);
        response = guest.vmm().ram().allocate(4096);
        wire.put(request, CREATE);
        wire.fill(response, 4096);
    }

    public static Stream<Attack> all() {
        return Stream.concat(wrong(), odd()).map(attack -> attack.called("chain"));
    }

    private static Attack wrong(String name, Consumer<ChainAttacks> chain) {
        return of(
                name,
                t -> {
                    chain.accept(t);
                    t.assertUnanswered();
                    t.assertNothingCreated();
                });
    }

    private static Attack of(String name, Consumer<ChainAttacks> chain) {
        return new Attack(name, guest -> chain.accept(new ChainAttacks(guest)));
    }

    private static Stream<Attack> odd() {
        return Stream.concat(
                IntStream.of(0, 1, 23).mapToObj(ChainAttacks::withLittleRoom),
                Stream.of(
                        of("of descriptors of a byte", t -> t.serveBytes(false)),
                        of("of descriptors of a byte in a table", t -> t.serveBytes(true)),
                        of("longest, empty ones between", ChainAttacks::serveLongest),
                        of("header alone", ChainAttacks::answerHeader),
                        of("empty", ChainAttacks::giveEmptyBack),
                        of("without room for a response", ChainAttacks::serveWithoutResponse),
                        of("longer than any command", ChainAttacks::serveLong),
                        of("response over the request", ChainAttacks::serveOverlapping)));
    }

    private void direct(int index, long address, int length, int flags, int next) {
        wire.descriptor(table, index, address, length, flags, next);
    }

    private void indirect(int index, long address, int length, int flags, int next) {
        wire.descriptor(indirect, index, address, length, flags, next);
    }

    private static Stream<Attack> wrong() {
        return Stream.of(
                wrong(
                        "writable before readable",
                        t -> {
                            t.direct(0, t.response, 24, WRITE | NEXT, 1);
                            t.direct(1, t.request, CREATE.length, 0, 0);
                        }),
                wrong(
                        "readable between writable",
                        t -> {
                            t.direct(0, t.request, 24, NEXT, 1);
                            t.direct(1, t.response, 12, WRITE | NEXT, 2);
                            t.direct(2, t.request + 24, 16, NEXT, 3);
                            t.direct(3, t.response + 12, 12, WRITE, 0);
                        }),
                wrong("next out of range", t -> t.direct(0, t.request, 40, NEXT, 64)),
                wrong("next of all bits", t -> t.direct(0, t.request, 40, NEXT, 0xffff)),
                wrong("loop of one", t -> t.direct(0, t.request, 40, NEXT, 0)),
                wrong(
                        "loop of two",
                        t -> {
                            t.direct(0, t.request, 20, NEXT, 1);
                            t.direct(1, t.request + 20, 20, NEXT, 0);
                        }),
                wrong(
                        "loop of writable ones",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, t.response, 24, WRITE | NEXT, 1);
                        }),
                wrong("loop of empty ones", t -> t.direct(0, t.request, 0, NEXT, 0)),
                wrong("length of all bits", t -> t.direct(0, t.request, -1, 0, 0)),
                wrong(
                        "response length of all bits",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, t.response, -1, WRITE, 0);
                        }),
                wrong("request not in ram", t -> t.direct(0, NOWHERE, 40, 0, 0)),
                wrong("request at address of all bits", t -> t.direct(0, -1, 40, 0, 0)),
                wrong("request wraps", t -> t.direct(0, -8, 40, 0, 0)),
                wrong(
                        "response not in ram",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, NOWHERE, 24, WRITE, 0);
                        }),
                wrong(
                        "response ends behind ram",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, (64 << 20) - 16, 24, WRITE, 0);
                        }),
                wrong(
                        "indirect of indirect",
                        t -> {
                            t.direct(0, t.indirect, 32, INDIRECT, 0);
                            t.indirect(0, t.indirect + 160, 32, INDIRECT, 0);
                            t.indirect(10, t.request, 40, NEXT, 1);
                            t.indirect(11, t.response, 24, WRITE, 0);
                        }),
                wrong("indirect of itself", t -> t.direct(0, t.table, 16, INDIRECT, 0)),
                wrong(
                        "indirect with a next one",
                        t -> {
                            t.direct(0, t.indirect, 16, INDIRECT | NEXT, 1);
                            t.indirect(0, t.request, 40, 0, 0);
                            t.direct(1, t.response, 24, WRITE, 0);
                        }),
                wrong("indirect of length 0", t -> t.direct(0, t.indirect, 0, INDIRECT, 0)),
                wrong("indirect of length 15", t -> t.direct(0, t.indirect, 15, INDIRECT, 0)),
                wrong("indirect of length 33", t -> t.direct(0, t.indirect, 33, INDIRECT, 0)),
                wrong("indirect of 4 GiB", t -> t.direct(0, t.indirect, -16, INDIRECT, 0)),
                wrong(
                        "indirect of 1025",
                        t -> {
                            t.direct(0, t.indirect, 1025 * 16, INDIRECT, 0);
                            t.indirect(0, t.request, 40, 0, 0);
                        }),
                wrong("indirect not in ram", t -> t.direct(0, NOWHERE, 32, INDIRECT, 0)),
                wrong(
                        "indirect ends behind ram",
                        t -> t.direct(0, (64 << 20) - 16, 32, INDIRECT, 0)),
                wrong(
                        "next beyond the indirect table",
                        t -> {
                            t.direct(0, t.indirect, 16, INDIRECT, 0);
                            t.indirect(0, t.request, 40, NEXT, 1);
                            t.indirect(1, t.response, 24, WRITE, 0);
                        }),
                wrong(
                        "loop in the indirect table",
                        t -> {
                            t.direct(0, t.indirect, 32, INDIRECT, 0);
                            t.indirect(0, t.request, 40, NEXT, 1);
                            t.indirect(1, t.response, 24, WRITE | NEXT, 1);
                        }));
    }

    private void assertUnanswered() {
        Expect.equal(0L, publish(), "bytes written");
        assertUntouched(0);
    }

    private long publish() {
        return wire.publish(CONTROL_QUEUE, 0);
    }

    private void assertUntouched(int from) {
        byte[] expected = new byte[4096 - from];
        Arrays.fill(expected, Wire.PATTERN);
        Expect.bytes(expected, bytes(response + from, 4096 - from), "behind the response");
    }

    private byte[] bytes(long at, long length) {
        return guest.vmm().ram().at(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void assertNothingCreated() {
        guest.assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
    }

    private void assertCreated() {
        guest.assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
    }

    private void assertAnswered(int type) {
        assertAnswered(Commands.header(type));
    }

    private void assertAnswered(byte[] expected) {
        long written = publish();
        assertUntouched((int) written);
        Expect.bytes(expected, bytes(response, written), "the response");
    }

    private void serveBytes(boolean inTable) {
        int count = CREATE.length + CTRL_HDR_SIZE;
        for (int i = 0; i < count; i++) {
            boolean answer = i >= CREATE.length;
            wire.descriptor(
                    inTable ? indirect : table,
                    i,
                    answer ? response + i - CREATE.length : request + i,
                    1,
                    (answer ? WRITE : 0) | (i == count - 1 ? 0 : NEXT),
                    i + 1);
        }
        if (inTable) {
            direct(0, indirect, count * Wire.DESCRIPTOR, INDIRECT, 0);
        }
        assertAnswered(VIRTIO_GPU_RESP_OK_NODATA);
        assertCreated();
    }

    private void serveLongest() {
        for (int i = 0; i < 1022; i++) {
            // Of no length, wherever they are.
            indirect(i, NOWHERE, 0, NEXT, i + 1);
        }
        indirect(5, request, CREATE.length, NEXT, 6);
        indirect(1022, response, CTRL_HDR_SIZE, WRITE, 0);
        direct(0, indirect, 1024 * Wire.DESCRIPTOR, INDIRECT, 0);
        assertAnswered(VIRTIO_GPU_RESP_OK_NODATA);
    }

    private void answerHeader() {
        direct(0, request, CTRL_HDR_SIZE, NEXT, 1);
        direct(1, response, 4096, WRITE, 0);
        assertAnswered(VIRTIO_GPU_RESP_ERR_UNSPEC);
        assertNothingCreated();
    }

    private void giveEmptyBack() {
        direct(0, 0, 0, 0, 0);
        Expect.equal(0L, publish(), "bytes written");
        direct(0, response, 4096, WRITE, 0);
        assertUnanswered();
    }

    /// The response is cut to what fits, and the command is executed.
    private static Attack withLittleRoom(int room) {
        return of(
                "with room for " + room + " bytes",
                t -> {
                    t.direct(0, t.request, CREATE.length, NEXT, 1);
                    t.direct(1, t.response, room, WRITE, 0);
                    t.assertAnswered(
                            Arrays.copyOf(Commands.header(VIRTIO_GPU_RESP_OK_NODATA), room));
                    t.assertCreated();
                });
    }

    private void serveWithoutResponse() {
        direct(0, request, CREATE.length, 0, 0);
        Expect.equal(0L, publish(), "bytes written");
        assertCreated();
    }

    private void serveLong() {
        long much = guest.vmm().ram().allocate(8 << 20);
        wire.put(much, CREATE);
        direct(0, much, 8 << 20, NEXT, 1);
        direct(1, response, CTRL_HDR_SIZE, WRITE, 0);
        assertAnswered(VIRTIO_GPU_RESP_OK_NODATA);
    }

    private void serveOverlapping() {
        direct(0, request, CREATE.length, NEXT, 1);
        direct(1, request, CTRL_HDR_SIZE, WRITE, 0);
        Expect.equal((long) CTRL_HDR_SIZE, publish(), "bytes written");
        Expect.bytes(
                Commands.header(VIRTIO_GPU_RESP_OK_NODATA),
                bytes(request, CTRL_HDR_SIZE),
                "the response");
    }
}
