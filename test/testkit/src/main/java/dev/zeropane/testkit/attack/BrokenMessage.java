// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VhostUser.*;

import java.util.stream.Stream;

/// A message of a front-end that breaks the protocol: its connection ends, with one line that says
/// why, and the next is served.
public record BrokenMessage(String name, byte[] bytes) {
    private static BrokenMessage header(String name, int request, int flags, int size) {
        return new BrokenMessage(name, Messages.header(request, flags, size));
    }

    private static BrokenMessage message(String name, int request, byte... payload) {
        return new BrokenMessage(name, Messages.of(request, payload));
    }

    @Override
    public String toString() {
        return name;
    }

    public static Stream<BrokenMessage> all() {
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
}
