// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.it.hostile.Wire.INDIRECT;
import static dev.zeropane.it.hostile.Wire.NEXT;
import static dev.zeropane.it.hostile.Wire.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H9: descriptor chains that are wrong in themselves. Each comes back with length 0, nothing is
/// executed nor written, and the queue goes on. Wrong rings are in [H09RingTest].
final class H09ChainTest extends GuestAttack {
    private static final int ID = 7;
    private static final byte[] CREATE =
            Commands.create(ID, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64);
    private static final long NOWHERE = 0x7000_0000_0000L;

    private Wire wire;
    private long table;
    private long indirect;
    private long request;
    private long response;

    @BeforeEach
    void buffers() {
        wire = wire();
        table = vmm().queue(CONTROL_QUEUE).descriptorsAddress();
        indirect = vmm().ram().allocate(1100 * 16);
        request = vmm().ram().allocate(4096);
        response = vmm().ram().allocate(4096);
        wire.put(request, CREATE);
        wire.fill(response, 4096);
    }

    /// A table of descriptors, the head's at 0; `base` is where indirect ones may be written.
    interface Chain {
        void write(H09ChainTest at);
    }

    record Case(String name, Chain chain) {
        @Override
        public String toString() {
            return name;
        }
    }

    private void direct(int index, long address, int length, int flags, int next) {
        wire.descriptor(table, index, address, length, flags, next);
    }

    private void indirect(int index, long address, int length, int flags, int next) {
        wire.descriptor(indirect, index, address, length, flags, next);
    }

    static Stream<Case> wrong() {
        return Stream.of(
                new Case(
                        "writable before readable",
                        t -> {
                            t.direct(0, t.response, 24, WRITE | NEXT, 1);
                            t.direct(1, t.request, CREATE.length, 0, 0);
                        }),
                new Case(
                        "readable between writable",
                        t -> {
                            t.direct(0, t.request, 24, NEXT, 1);
                            t.direct(1, t.response, 12, WRITE | NEXT, 2);
                            t.direct(2, t.request + 24, 16, NEXT, 3);
                            t.direct(3, t.response + 12, 12, WRITE, 0);
                        }),
                new Case("next out of range", t -> t.direct(0, t.request, 40, NEXT, 64)),
                new Case("next of all bits", t -> t.direct(0, t.request, 40, NEXT, 0xffff)),
                new Case("loop of one", t -> t.direct(0, t.request, 40, NEXT, 0)),
                new Case(
                        "loop of two",
                        t -> {
                            t.direct(0, t.request, 20, NEXT, 1);
                            t.direct(1, t.request + 20, 20, NEXT, 0);
                        }),
                new Case(
                        "loop of writable ones",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, t.response, 24, WRITE | NEXT, 1);
                        }),
                new Case("loop of empty ones", t -> t.direct(0, t.request, 0, NEXT, 0)),
                new Case("length of all bits", t -> t.direct(0, t.request, -1, 0, 0)),
                new Case(
                        "response length of all bits",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, t.response, -1, WRITE, 0);
                        }),
                new Case("request not in ram", t -> t.direct(0, NOWHERE, 40, 0, 0)),
                new Case("request at address of all bits", t -> t.direct(0, -1, 40, 0, 0)),
                new Case("request wraps", t -> t.direct(0, -8, 40, 0, 0)),
                new Case(
                        "response not in ram",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, NOWHERE, 24, WRITE, 0);
                        }),
                new Case(
                        "response ends behind ram",
                        t -> {
                            t.direct(0, t.request, 40, NEXT, 1);
                            t.direct(1, (64 << 20) - 16, 24, WRITE, 0);
                        }),
                new Case(
                        "indirect of indirect",
                        t -> {
                            t.direct(0, t.indirect, 32, INDIRECT, 0);
                            t.indirect(0, t.indirect + 160, 32, INDIRECT, 0);
                            t.indirect(10, t.request, 40, NEXT, 1);
                            t.indirect(11, t.response, 24, WRITE, 0);
                        }),
                new Case("indirect of itself", t -> t.direct(0, t.table, 16, INDIRECT, 0)),
                new Case(
                        "indirect with a next one",
                        t -> {
                            t.direct(0, t.indirect, 16, INDIRECT | NEXT, 1);
                            t.indirect(0, t.request, 40, 0, 0);
                            t.direct(1, t.response, 24, WRITE, 0);
                        }),
                new Case("indirect of length 0", t -> t.direct(0, t.indirect, 0, INDIRECT, 0)),
                new Case("indirect of length 15", t -> t.direct(0, t.indirect, 15, INDIRECT, 0)),
                new Case("indirect of length 33", t -> t.direct(0, t.indirect, 33, INDIRECT, 0)),
                new Case("indirect of 4 GiB", t -> t.direct(0, t.indirect, -16, INDIRECT, 0)),
                new Case(
                        "indirect of 1025",
                        t -> {
                            t.direct(0, t.indirect, 1025 * 16, INDIRECT, 0);
                            t.indirect(0, t.request, 40, 0, 0);
                        }),
                new Case("indirect not in ram", t -> t.direct(0, NOWHERE, 32, INDIRECT, 0)),
                new Case(
                        "indirect ends behind ram",
                        t -> t.direct(0, (64 << 20) - 16, 32, INDIRECT, 0)),
                new Case(
                        "next beyond the indirect table",
                        t -> {
                            t.direct(0, t.indirect, 16, INDIRECT, 0);
                            t.indirect(0, t.request, 40, NEXT, 1);
                            t.indirect(1, t.response, 24, WRITE, 0);
                        }),
                new Case(
                        "loop in the indirect table",
                        t -> {
                            t.direct(0, t.indirect, 32, INDIRECT, 0);
                            t.indirect(0, t.request, 40, NEXT, 1);
                            t.indirect(1, t.response, 24, WRITE | NEXT, 1);
                        }));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongChain_comesBackUnanswered(Case attack) {
        attack.chain.write(this);
        assertEquals(0, wire.publish(CONTROL_QUEUE, 0));
        assertUntouched(0);
        assertNothingCreated();
    }

    private void assertUntouched(int from) {
        byte[] expected = new byte[4096 - from];
        Arrays.fill(expected, Wire.PATTERN);
        assertArrayEquals(
                expected,
                vmm().ram().at(response + from, 4096 - from).toArray(ValueLayout.JAVA_BYTE));
    }

    private void assertNothingCreated() {
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.unref(ID));
    }

    private byte[] responseOf(long written) {
        assertUntouched((int) written);
        return vmm().ram().at(response, written).toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneByteDescriptors_areServed(boolean inTable) {
        long at = inTable ? indirect : table;
        int count = CREATE.length + CTRL_HDR_SIZE;
        for (int i = 0; i < count; i++) {
            boolean answer = i >= CREATE.length;
            wire.descriptor(
                    at,
                    i,
                    answer ? response + i - CREATE.length : request + i,
                    1,
                    (answer ? WRITE : 0) | (i == count - 1 ? 0 : NEXT),
                    i + 1);
        }
        if (inTable) {
            direct(0, indirect, count * Wire.DESCRIPTOR, INDIRECT, 0);
        }
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_OK_NODATA),
                responseOf(wire.publish(CONTROL_QUEUE, 0)));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
    }

    @Test
    void longestChain_withEmptyDescriptorsBetween_isServed() {
        for (int i = 0; i < 1022; i++) {
            // Of no length, wherever they are.
            indirect(i, NOWHERE, 0, NEXT, i + 1);
        }
        indirect(5, request, CREATE.length, NEXT, 6);
        indirect(1022, response, CTRL_HDR_SIZE, WRITE, 0);
        direct(0, indirect, 1024 * Wire.DESCRIPTOR, INDIRECT, 0);
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_OK_NODATA),
                responseOf(wire.publish(CONTROL_QUEUE, 0)));
    }

    @Test
    void headerAlone_isAnsweredWithUnspec() {
        direct(0, request, CTRL_HDR_SIZE, NEXT, 1);
        direct(1, response, 4096, WRITE, 0);
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_ERR_UNSPEC),
                responseOf(wire.publish(CONTROL_QUEUE, 0)));
        assertNothingCreated();
    }

    @Test
    void emptyChain_isGivenBack() {
        direct(0, 0, 0, 0, 0);
        assertEquals(0, wire.publish(CONTROL_QUEUE, 0));
        direct(0, response, 4096, WRITE, 0);
        assertEquals(0, wire.publish(CONTROL_QUEUE, 0));
        assertUntouched(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23})
    void responseBufferTooSmall_getsWhatFits_andTheCommandIsExecuted(int room) {
        direct(0, request, CREATE.length, NEXT, 1);
        direct(1, response, room, WRITE, 0);
        assertArrayEquals(
                Arrays.copyOf(Commands.header(VIRTIO_GPU_RESP_OK_NODATA), room),
                responseOf(wire.publish(CONTROL_QUEUE, 0)));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
    }

    @Test
    void responseBufferAbsent_theCommandIsExecuted() {
        direct(0, request, CREATE.length, 0, 0);
        assertEquals(0, wire.publish(CONTROL_QUEUE, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
    }

    @Test
    void requestLongerThanAnyCommand_isServed() {
        long much = vmm().ram().allocate(8 << 20);
        wire.put(much, CREATE);
        direct(0, much, 8 << 20, NEXT, 1);
        direct(1, response, CTRL_HDR_SIZE, WRITE, 0);
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_OK_NODATA),
                responseOf(wire.publish(CONTROL_QUEUE, 0)));
    }

    @Test
    void responseOverTheRequestItself_isServed() {
        direct(0, request, CREATE.length, NEXT, 1);
        direct(1, request, CTRL_HDR_SIZE, WRITE, 0);
        assertEquals(CTRL_HDR_SIZE, wire.publish(CONTROL_QUEUE, 0));
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_OK_NODATA),
                vmm().ram().at(request, CTRL_HDR_SIZE).toArray(ValueLayout.JAVA_BYTE));
    }
}
