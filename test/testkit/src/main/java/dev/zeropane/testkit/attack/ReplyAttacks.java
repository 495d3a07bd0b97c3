// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;

import dev.zeropane.builtinguest.VhostUser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every byte of every reply is defined, and none is written beyond it. The guest's buffers are
/// full of a pattern before ([Wire]); the device has answered much else before.
public final class ReplyAttacks {
    private static final int EDID = 1024;
    private static final int EDID_BASE = 128;
    private static final int ROOM = HostileGuest.ROOM;

    private ReplyAttacks() {}

    public static Stream<Attack> all() {
        return Stream.of(
                        Stream.of(
                                new Attack("display information", ReplyAttacks::displayInfo),
                                new Attack(
                                        "display information, again and again",
                                        ReplyAttacks::displayInfoAgain),
                                new Attack("EDID", ReplyAttacks::edid),
                                new Attack("EDID of the last screen", ReplyAttacks::lastEdid)),
                        errors().map(ReplyAttacks::afterALongerReply),
                        errors().map(ReplyAttacks::withFence),
                        errors().map(ReplyAttacks::withoutFence),
                        IntStream.of(1, 4, 23, 24, 25, 31, 407, 408, 1055, 1056, 1057)
                                .mapToObj(ReplyAttacks::cut),
                        IntStream.of(VIRTIO_GPU_CMD_UPDATE_CURSOR, VIRTIO_GPU_CMD_MOVE_CURSOR, 77)
                                .mapToObj(ReplyAttacks::toCursor),
                        IntStream.of(0, 1, 8, 15, 16, 17, 255, 0x7fffffff, -1)
                                .mapToObj(ReplyAttacks::configuration),
                        IntStream.of(257, 4096, Integer.MAX_VALUE, -1)
                                .mapToObj(ReplyAttacks::tooMuchConfiguration))
                .flatMap(rows -> rows)
                .map(attack -> attack.called("reply"));
    }

    private static byte[] answer(HostileGuest guest, byte[] request, int room) {
        return guest.wire().exchange(CONTROL_QUEUE, request, room);
    }

    private static void displayInfo(HostileGuest guest) {
        byte[] expected = new byte[CTRL_HDR_SIZE + VIRTIO_GPU_MAX_SCANOUTS * 24];
        ByteBuffer bytes = Commands.le(expected);
        bytes.putInt(0, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
        // The VMM never says which sizes it wishes: the first screen is on, the others are not.
        int first = CTRL_HDR_SIZE;
        bytes.putInt(first + 8, 1280).putInt(first + 12, 800).putInt(first + 16, 1);
        Expect.bytes(
                expected,
                answer(guest, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO), ROOM),
                "display information");
    }

    /// Nobody reads this machine's end of the display socket, nor answers there.
    private static void displayInfoAgain(HostileGuest guest) {
        for (int i = 0; i < 100; i++) {
            Expect.equal(
                    VIRTIO_GPU_RESP_OK_DISPLAY_INFO,
                    guest.driver().getDisplayInfo().type(),
                    "type");
        }
    }

    /// The response's tail and padding are 0.
    private static void edid(HostileGuest guest) {
        byte[] reply = answer(guest, Commands.of(VIRTIO_GPU_CMD_GET_EDID, 3, 0), ROOM);
        Expect.equal(CTRL_HDR_SIZE + 8 + EDID, reply.length, "length");
        Expect.bytes(
                Commands.header(VIRTIO_GPU_RESP_OK_EDID),
                Arrays.copyOf(reply, CTRL_HDR_SIZE),
                "header");
        ByteBuffer bytes = Commands.le(reply);
        int size = bytes.getInt(CTRL_HDR_SIZE);
        Expect.equal(0, size % EDID_BASE, "bytes beyond a block");
        Expect.equal(0, bytes.getInt(CTRL_HDR_SIZE + 4), "padding");
        byte[] edid = Arrays.copyOfRange(reply, CTRL_HDR_SIZE + 8, reply.length);
        for (int block = 0; block < size; block += EDID_BASE) {
            byte sum = 0;
            for (int i = block; i < block + EDID_BASE; i++) {
                sum += edid[i];
            }
            Expect.equal((byte) 0, sum, "checksum of the block at " + block);
        }
        Expect.bytes(new byte[EDID - size], Arrays.copyOfRange(edid, size, EDID), "tail");
    }

    private static void lastEdid(HostileGuest guest) {
        byte[] ask = Commands.of(VIRTIO_GPU_CMD_GET_EDID, Target.OUTPUTS - 1, 0);
        Expect.equal(VIRTIO_GPU_RESP_OK_EDID, Commands.type(answer(guest, ask, ROOM)), "type");
    }

    private record Reply(String name, byte[] request, int answer) {}

    private static Stream<Reply> errors() {
        return Stream.of(
                new Reply(
                        "unspec",
                        Commands.of(VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB),
                        VIRTIO_GPU_RESP_ERR_UNSPEC),
                new Reply(
                        "out of memory",
                        Commands.create(7, 2, -1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Reply(
                        "scanout",
                        Commands.setScanout(16, 0, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID),
                new Reply("resource", Commands.unref(7), VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID),
                new Reply(
                        "parameter",
                        Commands.create(7, 0, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Reply("success", Commands.create(7, 2, 64, 64), VIRTIO_GPU_RESP_OK_NODATA));
    }

    /// The answer before was longer: none of it may be left in this one.
    private static Attack afterALongerReply(Reply reply) {
        return Attack.answered("after a longer one, " + reply.name, reply.request, reply.answer)
                .after(guest -> {
                    byte[] _ = answer(guest, Commands.of(VIRTIO_GPU_CMD_GET_EDID, 0, 0), ROOM);
                });
    }

    /// Fence, context and ring come back only where a fence was asked for (§5.7.6.7), and nothing
    /// else of the request.
    private static Attack withFence(Reply reply) {
        byte[] request = reply.request.clone();
        Commands.le(request)
                .putInt(4, VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX | 0xfffc_0000)
                .putLong(8, 0x0123_4567_89ab_cdefL)
                .putInt(16, 0x1357_9bdf)
                .put(20, new byte[] {(byte) 0x99, 0x77, 0x77, 0x77});
        byte[] expected = new byte[CTRL_HDR_SIZE];
        Commands.le(expected)
                .putInt(0, reply.answer)
                .putInt(4, VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX)
                .putLong(8, 0x0123_4567_89ab_cdefL)
                .putInt(16, 0x1357_9bdf)
                .put(20, (byte) 0x99);
        return new Attack(
                "with a fence, " + reply.name,
                guest -> Expect.bytes(expected, answer(guest, request, ROOM), "the answer"));
    }

    private static Attack withoutFence(Reply reply) {
        byte[] request = reply.request.clone();
        Commands.le(request)
                .putInt(4, VIRTIO_GPU_FLAG_INFO_RING_IDX)
                .putLong(8, -1)
                .putLong(16, -1);
        return Attack.answered("without a fence, " + reply.name, request, reply.answer);
    }

    private static Attack cut(int room) {
        return new Attack(
                "with room for " + room + " bytes",
                guest -> {
                    for (int type :
                            new int[] {VIRTIO_GPU_CMD_GET_DISPLAY_INFO, VIRTIO_GPU_CMD_GET_EDID}) {
                        byte[] request = Commands.of(type, 0, 0);
                        byte[] whole = answer(guest, request, ROOM);
                        Expect.bytes(
                                Arrays.copyOf(whole, Math.min(room, whole.length)),
                                answer(guest, request, room),
                                "the answer");
                    }
                });
    }

    private static Attack toCursor(int type) {
        return Attack.answeredToCursor(
                "to cursor command " + type,
                Commands.cursor(type, 0, 1, 1, 0, 0, 0),
                type == 77 ? VIRTIO_GPU_RESP_ERR_UNSPEC : VIRTIO_GPU_RESP_OK_NODATA);
    }

    /// The configuration space ends after 16 bytes; what is asked for beyond reads as zeroes, also
    /// after a longer reply.
    private static Attack configuration(int offset) {
        byte[] space = new byte[16];
        Commands.le(space).putInt(8, Target.OUTPUTS);
        return new Attack(
                "configuration from " + offset,
                guest -> {
                    for (int size : new int[] {256, 20, 16, 4, 1, 0}) {
                        byte[] expected = new byte[size];
                        if (offset >= 0 && offset < space.length) {
                            System.arraycopy(
                                    space,
                                    offset,
                                    expected,
                                    0,
                                    Math.min(size, space.length - offset));
                        }
                        Expect.bytes(
                                expected, guest.vmm().getConfig(offset, size), size + " bytes");
                    }
                });
    }

    /// More than there can be is an empty reply.
    private static Attack tooMuchConfiguration(int size) {
        byte[] ask = new byte[12];
        ByteBuffer.wrap(ask).order(ByteOrder.nativeOrder()).putInt(4, size);
        return new Attack(
                "configuration of " + size + " bytes",
                guest ->
                        Expect.equal(
                                0,
                                guest.vmm()
                                        .request(
                                                VhostUser.VHOST_USER_GET_CONFIG,
                                                VhostUser.VERSION,
                                                ask,
                                                List.of())
                                        .length,
                                "length"));
    }
}
